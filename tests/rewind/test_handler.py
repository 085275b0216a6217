"""What an open stream costs a web process: no thread and no database connection."""

import asyncio
import threading

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from rewind.handler import StreamingHandler

STREAMS = 20
opened = []  # the connections that the views below used


def query():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    opened.append(connection.connection)
    return threading.current_thread().name


async def stream(request):
    await sync_to_async(query)()

    async def events():
        yield b"first"
        await asyncio.Event().wait()

    return StreamingHttpResponse(events(), content_type="text/event-stream")


async def page(request):
    return HttpResponse(await sync_to_async(query)())


urls = (path("stream", stream), path("page", page))


class Client:
    """One request to the handler, open until `leave`."""

    def __init__(self, handler, path):
        self.sent, self.gone = [], asyncio.Event()
        self.asked = False
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [(b"host", b"localhost")],
            "query_string": b"",
        }
        self.task = asyncio.create_task(handler(scope, self.receive, self.send))

    async def receive(self):
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    async def first_byte(self):
        while not any(message.get("body") for message in self.sent):
            await asyncio.sleep(0.01)

    async def leave(self):
        self.gone.set()
        await self.task


def test_open_streams_hold_neither_threads_nor_connections(settings, transactional_db):
    settings.ROOT_URLCONF = urls
    settings.MIDDLEWARE = []
    opened.clear()

    async def scenario():
        handler = StreamingHandler()
        before = threading.active_count()
        clients = [Client(handler, "/stream") for _ in range(STREAMS)]
        for client in clients:
            await asyncio.wait_for(client.first_byte(), 5)
        during = threading.active_count()
        page = Client(handler, "/page")
        await asyncio.wait_for(page.first_byte(), 5)
        for client in [*clients, page]:
            await client.leave()
        return during - before

    more = asyncio.run(scenario())
    assert len(opened) == STREAMS + 1
    assert more <= 1
