"""The web server's process: `python -m rewind.supervisor.web DESCRIPTOR`, the descriptor of a listening socket.

The supervisor listens and hands the socket down. So a taken port shows before anything starts, and while a web process
is started again its callers wait a moment instead of being refused.
"""

import resource
import socket
import sys

import uvicorn

# Streams don't end by themselves; whoever reads one gets it cut after this, and finds it again by Last-Event-ID.
GRACE_S = 3
FILES = 65_536  # open files and sockets wanted; the usual limit of 1,024 would end at as many streams


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    config = uvicorn.Config(
        "rewind.asgi:application",
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


if __name__ == "__main__":
    main()
