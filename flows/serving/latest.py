"""Addresses that always lead to the newest artifact of a kind: Prefect's pages have none."""

from fastapi import FastAPI
from prefect.server.database import provide_database_interface
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from flows.serving.links import LATEST

_NOT_YET = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>claimstream</title><p style="font: 1rem sans-serif; margin: 3rem">
No run has left one yet. This page asks again every five seconds.</p>"""


def serve_latest(app: FastAPI) -> None:
    """Let a Prefect server lead from `/latest/KEY` to the artifact that the last run left."""
    app.router.routes.insert(0, Route(f"/{LATEST}/{{key}}", _latest, methods=["GET"]))


async def _latest(request: Request) -> Response:
    db = provide_database_interface()
    named = db.ArtifactCollection.key == request.path_params["key"]
    async with db.session_context() as session:
        newest = await session.scalar(select(db.ArtifactCollection.latest_id).where(named))
    if newest is None:
        return HTMLResponse(_NOT_YET, headers={"Cache-Control": "no-store"})
    there = f"../artifacts/artifact/{newest}"
    return RedirectResponse(there, headers={"Cache-Control": "no-store"})
