"""What people type into the search, and the terms that should come up: first of all, or among the first three.

TUNING was looked at while the search's weights were chosen. HELD_OUT was written before that and only ever counted.
Where two terms are a right answer to the same question, both are named, the better one first.
"""

from __future__ import annotations

from typing import NamedTuple


class Asked(NamedTuple):
    """One query and the slugs of the terms that answer it."""

    query: str
    slugs: tuple[str, ...]


def _read(text: str) -> tuple[Asked, ...]:
    pairs = (line.split("->") for line in text.strip().splitlines() if line.strip())
    return tuple(Asked(query.strip(), tuple(slugs.split())) for query, slugs in pairs)


TUNING = _read("""
    temperature -> temperature
    Transformer -> transformer
    fine tuning -> fine-tuning
    neural net -> neural-network
    vector store -> vector-database
    learning rate -> learning-rate
    prompt injection -> prompt-injection
    stable diffusion -> latent-diffusion
    hugging face -> model-hub
    self-attention -> attention
    word timestamps -> forced-alignment
    job queue -> model-serving-queue
    confidence interval -> statistical-significance
    F1 score -> precision-and-recall
    rag -> retrieval-augmented-generation
    LLM -> llm
    moe -> mixture-of-experts
    RLHF -> rlhf
    sse -> server-sent-events
    gpu -> gpu
    CoT -> chain-of-thought
    vad -> voice-activity-detection
    bm25 -> keyword-search
    ttft -> time-to-first-token
    LSTM -> rnn
    hnsw -> approximate-nearest-neighbours
    temprature -> temperature
    halucination -> hallucination
    tranformer -> transformer
    quantisaton -> quantization
    embeding -> embedding
    promt enginering -> prompt-engineering
    overfiting -> overfitting
    bayas -> bias
    retreival augmented generation -> retrieval-augmented-generation
    perplexety -> perplexity
    speach recognition -> speech-recognition
    tokeniser -> tokenization
    quantisation -> quantization
    data labeling -> labelling
    regularisation -> regularization
    permissive license -> permissive-licence
    approximate nearest neighbors -> approximate-nearest-neighbours
    finetuning -> fine-tuning
    web socket -> websocket
    halluc -> hallucination
    quanti -> quantization
    backprop -> backpropagation
    tokeniz -> tokenization
    reinforcement le -> reinforcement-learning
    context win -> context-window
    diffus -> diffusion-model
    what is an embedding? -> embedding
    what does GGUF mean -> gguf
    what is a neural network -> neural-network
    explain attention -> attention
    how does tokenization work -> tokenization byte-pair-encoding
    what does mcp stand for -> mcp
    how do I make the model less random -> temperature sampling top-p
    why does chatgpt make things up -> hallucination
    how can a model look things up in my documents -> retrieval-augmented-generation
    who spoke when in a recording -> speaker-diarization
    make a model smaller so it fits on my laptop -> quantization small-language-model distillation
    get the same answer every time -> determinism seed
    stop the model at a certain word -> stop-sequence
    words appear one by one as they are generated -> streaming
    why is the first word so slow -> time-to-first-token prefill
    how do I force the output to be JSON -> structured-output constrained-decoding
    tricking a chatbot into ignoring its rules -> jailbreak prompt-injection
    how much text can the model remember at once -> context-window
    model performs well on training data but badly on new data -> overfitting
    fake videos of real people -> deepfake
    turn a photo of text into text -> ocr
    training a small model to imitate a big one -> distillation
    can I use AI generated images commercially -> copyright
    can I sell software that uses an MIT licensed model -> mit-licence permissive-licence
    how many requests per minute am I allowed to make -> rate-limit
    too many requests error -> rate-limit retry
    how to find out if a text was written by AI -> ai-detection
    learning from examples in the prompt without training -> in-context-learning few-shot-prompting
    AI that takes actions by itself -> ai-agent
    difference between precision and recall -> precision-and-recall
    chance of the next word -> log-probability logits autoregressive-model softmax
    why does the model agree with everything I say -> sycophancy
    how does the AI know nothing about recent events -> knowledge-cutoff
    european law on artificial intelligence -> eu-ai-act
    how much memory does a graphics card need -> vram
    let the model call my functions -> tool-calling
    how is the quality of transcripts measured -> word-error-rate
    make a low resolution picture sharper -> super-resolution
    replace part of an image -> inpainting
    copy somebody's voice -> voice-cloning
    how to compare two vectors -> cosine-similarity
    splitting documents into pieces for search -> chunking
    how much electricity does AI need -> energy-use
""")

HELD_OUT = _read("""
    attention -> attention
    Chain of thought -> chain-of-thought
    vector database -> vector-database
    gradient descent -> gradient-descent
    function calling -> tool-calling
    logistic regression -> classification
    nucleus sampling -> top-p
    dropout -> regularization
    exponential backoff -> retry
    reward model -> rlhf
    random forest -> decision-tree
    p-value -> statistical-significance
    chat completions API -> openai-compatible-api
    early stopping -> regularization
    CNN -> cnn
    api -> api
    gan -> gan
    mcp -> mcp
    ocr -> ocr
    lora -> lora
    Bpe -> byte-pair-encoding
    tts -> text-to-speech
    dpo -> preference-optimization
    gdpr -> gdpr
    wer -> word-error-rate
    vit -> vision-transformer
    cfg -> classifier-free-guidance
    kv cache -> kv-cache
    transfomer -> transformer
    atention mechanism -> attention
    embbedings -> embedding
    gradiant decent -> gradient-descent
    hyperparamater -> hyperparameter
    quantizaton -> quantization
    recieving streaming -> streaming
    spectogram -> spectrogram
    whisperr -> whisper
    watermarkng -> watermarking
    kuda -> cuda
    idempotancy -> idempotency
    memorisation -> memorization
    optimiser -> optimizer
    anonymisation -> privacy
    apache license -> apache-licence
    labeled data -> labelling supervised-learning
    pre-training -> pretraining
    jail break -> jailbreak
    superv -> supervised-learning
    autoreg -> autoregressive-model
    spec -> speculative-decoding spectrogram
    hyperp -> hyperparameter
    benchm -> benchmark
    prompt tem -> prompt-template
    flash att -> flash-attention
    What is a token? -> token
    what does LoRA stand for -> lora
    define overfitting -> overfitting
    explain backpropagation simply -> backpropagation
    what's a webhook -> webhook
    how does diffusion work -> diffusion-model
    what is RAG in AI -> retrieval-augmented-generation
    how do I get more creative answers -> temperature sampling top-p
    why are the model's facts wrong -> hallucination grounding
    search by meaning instead of exact words -> semantic-search
    turn speech into text -> speech-recognition whisper
    make a computer read text aloud -> text-to-speech
    run a model on my phone without internet -> edge-ai small-language-model
    how is text cut into pieces before the model reads it -> tokenization token byte-pair-encoding
    what comes before the user's message and sets the rules -> system-prompt
    how does a model learn from human ratings -> rlhf preference-optimization
    why do GPUs matter for AI -> gpu
    how to check that a webhook really came from the sender -> hmac
    what happens when a request is sent twice -> idempotency
    is the model discriminating against people -> bias
    how do I keep my API credentials safe -> api-key
    attacks that change a few pixels -> adversarial-example
    train on many phones without collecting the data -> federated-learning
    which model is best leaderboard -> benchmark elo-rating
    one model grading another model's answers -> llm-as-a-judge
    how big should the training be for a given compute -> scaling-laws
    draw a picture from a description -> text-to-image
    tell the image generator what not to draw -> negative-prompt
    testing a system by attacking it -> red-teaming
    how do I undo data collection right to be forgotten -> gdpr
    what does a model cost per million tokens -> token-price
    serve many users at the same time on one GPU -> continuous-batching throughput inference-server
    reuse the computed beginning of a prompt -> prompt-caching kv-cache
    guess several tokens ahead with a small model -> speculative-decoding
    how many words per second does it generate -> throughput
    model that thinks before it answers -> reasoning-model test-time-compute chain-of-thought
    model forgets what is in the middle of a long text -> lost-in-the-middle
    groups of similar data without labels -> clustering unsupervised-learning
    how wrong is the model during training -> loss-function
    safe file format for model weights -> safetensors
    AI that writes programs -> coding-agent
    proof that a photo is real and where it came from -> c2pa watermarking
""")
