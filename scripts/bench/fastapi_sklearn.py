"""The server a Python team writes: FastAPI, a random forest, predictions kept in SQLite.

usage: fastapi_sklearn.py MODEL DATABASE   (MODEL as pandas_sklearn.py trains it)
Prints its port on a line once it listens on 127.0.0.1.
"""

import pickle
import socket
import sqlite3
import sys
from typing import Any

import pandas as pd
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from pandas_sklearn import clean

# From here on the threads of all cores win more than starting them costs.
MANY_ROWS = 1000


class Request(BaseModel):
    log_entries: list[dict[str, Any]]


def make_app(model_path, database_path):
    with open(model_path, "rb") as file:
        model = pickle.load(file)
    columns = list(model.feature_names_in_)
    database = sqlite3.connect(database_path, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE logs (id INTEGER PRIMARY KEY, threat_type TEXT, confidence REAL, src_ip TEXT, "
                     "src_port INTEGER, dst_ip TEXT, dst_port INTEGER, protocol INTEGER, timestamp TEXT, label TEXT)")
    database.row_factory = sqlite3.Row
    app = FastAPI()

    @app.post("/threat-detection")
    async def detect(request: Request):
        frame = pd.DataFrame(request.log_entries)
        model.n_jobs = -1 if len(frame) >= MANY_ROWS else 1
        probabilities = model.predict_proba(clean(frame)[columns])
        types = model.classes_[probabilities.argmax(axis=1)].tolist()
        confidences = probabilities.max(axis=1).tolist()
        kept = frame[["Src IP", "Src Port", "Dst IP", "Dst Port", "Protocol", "Timestamp", "Label"]]
        with database:
            database.executemany(
                "INSERT INTO logs (threat_type, confidence, src_ip, src_port, dst_ip, dst_port, protocol, timestamp, "
                "label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(kind, confidence, *flow)
                 for kind, confidence, flow in zip(types, confidences, kept.itertuples(index=False))])
        return {"predictions": [{"id": at, "threat_type": kind, "confidence": confidence}
                                for at, (kind, confidence) in enumerate(zip(types, confidences), 1)]}

    @app.get("/logs")
    async def logs(limit: int = 100):
        return [dict(row) for row in database.execute("SELECT * FROM logs ORDER BY id DESC LIMIT ?", (limit,))]

    return app


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    app = make_app(sys.argv[1], sys.argv[2])
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
