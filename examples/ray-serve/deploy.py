"""A model behind Ray Serve that speaks the protocol of OpenAI: each replica runs a llama-server of its own and hands requests on to it.

Environment: LLAMA_SERVER (path of the program), MODEL (path of a GGUF file), REPLICAS (2), THREADS of each (1), CONTEXT in tokens (4096),
PORT (8000), HOST (127.0.0.1: this computer alone).
"""

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys

import httpx
import ray
from ray import serve
from starlette.requests import Request
from starlette.responses import StreamingResponse


def end_with_parent() -> None:
    """A replica that is killed takes its llama-server along (Linux)."""
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@serve.deployment(
    num_replicas=int(os.environ.get("REPLICAS", "2")),
    max_ongoing_requests=2,
    health_check_period_s=2,
    health_check_timeout_s=20,
    ray_actor_options={"num_cpus": 0.5},
)
class Model:
    def __init__(self, program: str, model: str, threads: str, context: str):
        self.port = free_port()
        self.server = subprocess.Popen(
            [program, "--model", model, "--host", "127.0.0.1", "--port", str(self.port)]
            + ["--threads", threads, "--ctx-size", context, "--parallel", "1", "--no-webui"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent,
        )
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=None, trust_env=False)

    async def check_health(self) -> None:
        """Ray Serve starts another replica in the place of one whose server has ended."""
        if self.server.poll() is not None:
            raise RuntimeError("llama-server has ended")

    async def until_ready(self) -> None:
        while True:
            await self.check_health()
            try:
                if (await self.client.get("/health")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)

    async def __call__(self, request: Request):
        await self.until_ready()
        headers = {name: value for name, value in request.headers.items() if name in ("content-type", "accept")}
        sent = self.client.build_request(
            request.method, request.url.path, params=request.query_params, headers=headers, content=await request.body()
        )
        answer = await self.client.send(sent, stream=True)
        kept = {name: value for name, value in answer.headers.items() if name == "content-type"}
        return StreamingResponse(answer.aiter_raw(), status_code=answer.status_code, headers=kept)


if __name__ == "__main__":
    ray.init(include_dashboard=False, num_cpus=int(os.environ.get("REPLICAS", "2")) + 2)
    serve.start(http_options={"host": os.environ.get("HOST", "127.0.0.1"), "port": int(os.environ.get("PORT", "8000"))})
    serve.run(
        Model.bind(
            os.environ["LLAMA_SERVER"],
            os.environ["MODEL"],
            os.environ.get("THREADS", "1"),
            os.environ.get("CONTEXT", "4096"),
        )
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("ready", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        serve.shutdown()
        ray.shutdown()
