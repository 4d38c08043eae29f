"""Sends the requests of a JSON file with botocore, unchecked on the client's side, and prints each answer's code and status."""

import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError


def main(path: str) -> None:
    session = botocore.session.get_session()
    config = Config(
        parameter_validation=False,
        retries={"max_attempts": 0},
        s3={"addressing_style": "path"},
    )
    clients = {}
    answers = []
    with open(path, encoding="utf-8") as file:
        requests = json.load(file)
    for request in requests:
        service = request["service"]
        if service not in clients:
            clients[service] = session.create_client(service, config=config)
        try:
            method = botocore.xform_name(request["operation"])
            answer = getattr(clients[service], method)(**request["input"])
            answers.append({"status": answer["ResponseMetadata"]["HTTPStatusCode"]})
        except ClientError as error:
            metadata = error.response["ResponseMetadata"]
            answers.append(
                {
                    "code": error.response["Error"]["Code"],
                    "status": metadata["HTTPStatusCode"],
                }
            )
        except Exception as error:
            answers.append({"client": type(error).__name__, "message": str(error)[:200]})
    json.dump(answers, sys.stdout)


main(sys.argv[1])
