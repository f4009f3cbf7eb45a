"""The script an analyst writes: read, clean, classify with a random forest, write a labelled CSV or a SQLite table.

usage: pandas_sklearn.py train CAPTURE MODEL | predict CAPTURE MODEL OUT.csv | import CAPTURE MODEL OUT.sqlite
Prints one JSON object with rows, seconds and the peak of resident memory in MB.
"""

import json
import pickle
import resource
import sqlite3
import sys
import time

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

NOT_FEATURES = {"id", "Flow ID", "Src IP", "Src Port", "Dst IP", "Dst Port", "Protocol", "Timestamp", "Label",
                "Attempted Category", "Destination Port"}

KEPT = {"Src IP", "Src Port", "Dst IP", "Dst Port", "Protocol", "Timestamp", "Label", "threat_type", "confidence"}


def read(path):
    frame = pd.read_csv(path, low_memory=False, encoding="latin-1")
    frame.columns = frame.columns.str.strip()
    return frame


def clean(frame):
    features = frame[[name for name in frame.columns if name not in NOT_FEATURES]]
    return features.replace([np.inf, -np.inf], np.nan).fillna(-1).astype(np.float32)


def main():
    started = time.perf_counter()
    command, capture, model_path = sys.argv[1:4]
    frame = read(capture)
    if command == "train":
        model = RandomForestClassifier(n_estimators=100, n_jobs=-1, random_state=1)
        model.fit(clean(frame), frame["Label"])
        with open(model_path, "wb") as file:
            pickle.dump(model, file)
    else:
        with open(model_path, "rb") as file:
            model = pickle.load(file)
        probabilities = model.predict_proba(clean(frame))
        frame["threat_type"] = model.classes_[probabilities.argmax(axis=1)]
        frame["confidence"] = probabilities.max(axis=1)
        if command == "import":
            with sqlite3.connect(sys.argv[4]) as database:
                kept = [name for name in frame.columns if name in KEPT]
                frame[kept].to_sql("predictions", database, if_exists="replace", index=True)
        else:
            frame.to_csv(sys.argv[4], index=False)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": len(frame), "seconds": time.perf_counter() - started, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
