"""Runs one state machine in moto: ``moto-stepfunctions.py DEFINITION INPUT``, prints milliseconds."""

import sys
import time
from pathlib import Path

import boto3
from moto import mock_aws

definition, value = (Path(path).read_text() for path in sys.argv[1:3])
with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client("stepfunctions", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    machine = client.create_state_machine(name="m", definition=definition, roleArn="arn:aws:iam::123456789012:role/r")
    start = time.monotonic()
    execution = client.start_execution(stateMachineArn=machine["stateMachineArn"], input=value)
    while True:
        found = client.describe_execution(executionArn=execution["executionArn"])
        if found["status"] != "RUNNING":
            break
        time.sleep(0.02)
    assert found["status"] == "SUCCEEDED", found
    print((time.monotonic() - start) * 1000)
