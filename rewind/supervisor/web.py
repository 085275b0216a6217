"""The web server's process: `python -m rewind.supervisor.web DESCRIPTOR`, the descriptor of a listening socket.

The supervisor listens and hands the socket down. So a taken port shows before anything starts, and while a web process
is started again its callers wait a moment instead of being refused.
"""

import gc
import resource
import socket
import sys

import uvicorn

from rewind.asgi import application

# Streams don't end by themselves; whoever reads one gets it cut after this, and finds it again by Last-Event-ID.
GRACE_S = 3
FILES = 65_536  # open files and sockets wanted; the usual limit of 1,024 would end at as many streams


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    _calm_the_collector()
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,  # Django's LOGGING holds for all
        access_log=False,
        proxy_headers=False,  # accounts/address.py reads them, by a fixed count of proxies
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


def _calm_the_collector() -> None:
    """Let Python look through all objects seldom, and never through those of the code.

    Such a look stops the process: 0.2 to 0.4 s with 2,000 open streams, several times a minute (bench/streams.py). The
    cycles of a request are young and are found by the short looks.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


if __name__ == "__main__":
    main()
