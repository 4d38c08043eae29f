"""Reads the lists of a JSON file with botocore's paginators and prints how many items each has."""

import json
import sys

import botocore.session
from botocore.config import Config


def main(path: str) -> None:
    session = botocore.session.get_session()
    config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
    counts = {}
    with open(path, encoding="utf-8") as file:
        lists = json.load(file)
    for one in lists:
        client = session.create_client(one["service"], config=config)
        paginator = client.get_paginator(botocore.xform_name(one["operation"]))
        size = {"PageSize": one["pageSize"]} if "pageSize" in one else {}
        pages = paginator.paginate(**one["input"], PaginationConfig=size)
        full = pages.build_full_result()
        keys = [key.expression for key in pages.result_keys]
        counts[f"{one['service']} {one['operation']}"] = sum(
            len(full[key]) for key in keys if isinstance(full.get(key), list)
        )
    json.dump(counts, sys.stdout)


main(sys.argv[1])
