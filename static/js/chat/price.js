// What the next answer will cost, before it is asked for. An estimate: the server counts with the model's own tokenizer.

const CHARACTERS_PER_TOKEN = 4; // ordinary English text
const TOKENS_PER_MESSAGE = 5; // what a chat template writes around one

/**
 * @typedef {object} Model
 * @property {number} factor
 * @property {number} context
 * @property {number} empty  tokens of a prompt in which nothing is asked
 */

/**
 * The least and the most in Rewind's tokens.
 * @param {{role: string, content: string}[]} messages
 * @param {number} length  the most tokens of the answer
 * @param {Model} model
 * @param {number} least  the least price of a text
 */
export function estimate(messages, length, model, least) {
  const written = messages.reduce((sum, { content }) => sum + content.length / CHARACTERS_PER_TOKEN + TOKENS_PER_MESSAGE, 0);
  const prompt = Math.min(Math.ceil(model.empty + written - TOKENS_PER_MESSAGE), model.context);
  const most = Math.min(prompt + length, model.context);
  const price = (/** @type {number} */ tokens) => Math.ceil(Math.max(least, tokens) * model.factor);
  return { least: price(prompt + 1), most: price(most) };
}
