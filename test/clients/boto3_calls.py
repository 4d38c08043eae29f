"""What programs do with boto3. Prints one JSON object: what came of each check, by its name."""

import datetime
import hashlib
import json
import sys
import tempfile
import threading
import traceback
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path

import boto3
from boto3.dynamodb.conditions import Key
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

ACCOUNT = "000000000000"
ARN = f"arn:aws:states:us-east-1:{ACCOUNT}"
MIB = 1024 * 1024
SOON = {"Delay": 1, "MaxAttempts": 10}

# Service, list, parameters, items on a page where the caller can choose.
LISTS = [
    ("s3", "list_objects_v2", {"Bucket": "things"}, 1),
    ("dynamodb", "scan", {"TableName": "second"}, 1),
    ("lambda", "list_functions", {}, 1),
    ("stepfunctions", "list_executions", {"stateMachineArn": f"{ARN}:stateMachine:paged"}, 1),
    ("codebuild", "list_projects", {}, None),
    ("codeartifact", "list_packages", {"domain": "one", "repository": "first"}, 1),
    ("codepipeline", "list_pipeline_executions", {"pipelineName": "demo"}, 1),
    ("logs", "describe_log_streams", {"logGroupName": "/first"}, 1),
    ("events", "list_rules", {}, 1),
    ("sns", "list_topics", {}, None),
    ("codecommit", "list_repositories", {}, None),
]

# Service, call, parameters, exception of the client.
ERRORS = [
    ("s3", "get_object", {"Bucket": "things", "Key": "none"}, "NoSuchKey"),
    ("dynamodb", "get_item", {"TableName": "none", "Key": {"pk": {"S": "1"}}}, "ResourceNotFoundException"),
    ("lambda", "get_function", {"FunctionName": "none"}, "ResourceNotFoundException"),
    ("stepfunctions", "describe_execution", {"executionArn": f"{ARN}:execution:paged:none"}, "ExecutionDoesNotExist"),
    ("codebuild", "start_build", {"projectName": "none"}, "ResourceNotFoundException"),
    ("codeartifact", "describe_domain", {"domain": "none"}, "ResourceNotFoundException"),
    ("codepipeline", "get_pipeline", {"name": "none"}, "PipelineNotFoundException"),
    ("logs", "create_log_group", {"logGroupName": "/first"}, "ResourceAlreadyExistsException"),
    ("events", "describe_rule", {"Name": "none"}, "ResourceNotFoundException"),
    ("sns", "publish", {"TopicArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:none", "Message": "m"}, "NotFoundException"),
    ("codecommit", "get_repository", {"repositoryName": "none"}, "RepositoryDoesNotExistException"),
]


def lists() -> dict:
    """Pages and items of a list of each service."""
    counts = {}
    for service, call, parameters, size in LISTS:
        paginator = boto3.client(service).get_paginator(call)
        config = {} if size is None else {"PageSize": size}
        pages = list(paginator.paginate(**parameters, PaginationConfig=config))
        (key,) = [key.expression for key in paginator.result_keys if key.expression in pages[0]][:1]
        counts[service] = [len(pages), sum(len(page.get(key, [])) for page in pages)]
    return counts


def errors() -> dict:
    """Status of the answer that is the exception which the service's model names."""
    statuses = {}
    for service, call, parameters, name in ERRORS:
        client = boto3.client(service)
        try:
            getattr(client, call)(**parameters)
        except getattr(client.exceptions, name) as error:
            statuses[f"{service} {name}"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return statuses


def members() -> list:
    """Members of exceptions beyond code and message."""
    dynamodb, codeartifact = boto3.client("dynamodb"), boto3.client("codeartifact")
    found = []
    try:
        dynamodb.put_item(
            TableName="second",
            Item={"pk": {"S": "p"}, "sk": {"S": "1"}},
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        found.append(error.response["Item"])
    try:
        codeartifact.describe_domain(domain="none")
    except codeartifact.exceptions.ResourceNotFoundException as error:
        found.append([error.response["resourceType"], error.response["resourceId"]])
    try:
        codeartifact.publish_package_version(
            domain="one", repository="first", format="generic", package="p", packageVersion="1",
            assetName="a", assetContent=b"a", assetSHA256=hashlib.sha256(b"a").hexdigest(),
        )
    except codeartifact.exceptions.ClientError as error:
        found.append(error.response["Error"]["Code"])
    return found


def identity() -> list:
    """Who calls, by key and as a role that does not trust the caller."""
    client = boto3.client("sts")
    try:
        client.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/reader", RoleSessionName="boto3")
    except client.exceptions.ClientError as error:
        return [client.get_caller_identity()["Arn"], error.response["Error"]["Code"]]
    return ["the role was given"]


def waiters() -> list:
    """Every waiter that has something to look at here, some before it is there."""
    s3, dynamodb, function = boto3.client("s3"), boto3.client("dynamodb"), boto3.client("lambda")
    waited = []

    def wait(client, name, **parameters):
        client.get_waiter(name).wait(**parameters, WaiterConfig=SOON)
        waited.append(name)

    def soon(work, **parameters):
        threading.Timer(0.3, work, kwargs=parameters).start()

    wait(s3, "bucket_exists", Bucket="things")
    wait(s3, "bucket_not_exists", Bucket="none")
    soon(s3.put_object, Bucket="things", Key="awaited", Body=b"x")
    wait(s3, "object_exists", Bucket="things", Key="awaited")
    soon(s3.delete_object, Bucket="things", Key="awaited")
    wait(s3, "object_not_exists", Bucket="things", Key="awaited")
    key = {"AttributeName": "pk"}
    soon(
        dynamodb.create_table,
        TableName="awaited",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        KeySchema=[{**key, "KeyType": "HASH"}],
    )
    wait(dynamodb, "table_exists", TableName="awaited")
    soon(dynamodb.delete_table, TableName="awaited")
    wait(dynamodb, "table_not_exists", TableName="awaited")
    for name in ("function_exists", "function_active_v2", "function_updated_v2", "function_active", "function_updated"):
        wait(function, name, FunctionName="reader")
    return waited


def streams() -> dict:
    """Bytes up and down: in parts, from a file, by a presigned address, an asset of a package."""
    s3, codeartifact = boto3.client("s3"), boto3.client("codeartifact")
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source"), Path(folder, "target")
        source.write_bytes(b"".join(bytes([n]) * MIB for n in range(12)))
        s3.upload_file(str(source), "things", "parts", Config=config)
        s3.download_file("things", "parts", str(target), Config=config)
        with source.open("rb") as body:
            s3.put_object(Bucket="things", Key="whole", Body=body, ChecksumAlgorithm="SHA256")
        whole = hashlib.sha256()
        for chunk in s3.get_object(Bucket="things", Key="whole")["Body"].iter_chunks(MIB):
            whole.update(chunk)
        # By itself boto3 presigns with signature version 2, which S3 takes in its oldest regions only.
        signer = boto3.client("s3", config=Config(signature_version="s3v4"))
        whole_object = {"Params": {"Bucket": "things", "Key": "whole"}}
        with urllib.request.urlopen(signer.generate_presigned_url("get_object", **whole_object)) as response:
            presigned = response.read() == source.read_bytes()
        try:
            urllib.request.urlopen(s3.generate_presigned_url("get_object", **whole_object))
            old = "taken"
        except urllib.error.HTTPError as error:
            old = f"{error.code} {'Please use AWS4-HMAC-SHA256' in error.read().decode()}"
        version = {"domain": "one", "repository": "first", "format": "pypi", "package": "alpha", "packageVersion": "1.0"}
        asset = codeartifact.list_package_version_assets(**version)["assets"][0]
        content = codeartifact.get_package_version_asset(**version, asset=asset["name"])["asset"].read()
        return {
            "parts": s3.head_object(Bucket="things", Key="parts")["ETag"].strip('"').split("-")[1],
            "downloaded": target.read_bytes() == source.read_bytes(),
            "whole": whole.hexdigest() == hashlib.sha256(source.read_bytes()).hexdigest(),
            "presigned": presigned,
            "signature version 2": old,
            "asset": hashlib.sha256(content).hexdigest() == asset["hashes"]["SHA-256"],
        }


def resources() -> dict:
    """The objects that boto3 puts on top of S3 and DynamoDB."""
    table = boto3.resource("dynamodb").Table("second")
    table.put_item(Item={"pk": "q", "sk": "1", "amount": Decimal("1.5"), "tags": {"a", "b"}, "deep": {"l": [1, None]}})
    (item,) = table.query(KeyConditionExpression=Key("pk").eq("q") & Key("sk").begins_with("1"))["Items"]
    bucket = boto3.resource("s3").Bucket("things")
    bucket.Object("deep/er").put(Body=b"text")
    return {
        "item": [str(item["amount"]), sorted(item["tags"]), [str(one) for one in item["deep"]["l"]]],
        "keys": [one.key for one in bucket.objects.filter(Prefix="deep/")],
        "text": bucket.Object("deep/er").get()["Body"].read().decode(),
    }


def runs() -> dict:
    """A function, an execution, a build and its pipeline: what was asked for, with times as times."""
    s3, function = boto3.client("s3"), boto3.client("lambda")
    s3.put_object(Bucket="things", Key="greeting", Body=b"hello")
    invoked = function.invoke(FunctionName="reader", Payload=json.dumps({"bucket": "things", "key": "greeting"}))
    step = boto3.client("stepfunctions").describe_execution(executionArn=f"{ARN}:execution:paged:one")
    build = boto3.client("codebuild").start_build(projectName="project-0")["build"]
    state = boto3.client("codepipeline").get_pipeline_state(name="demo")
    group = {"logGroupName": "/first", "logStreamName": "one"}
    events = boto3.client("logs").get_log_events(**group, startFromHead=True)["events"]
    times = [step["startDate"], build["startTime"], state["updated"]]
    return {
        "answer": json.loads(invoked["Payload"].read()),
        "execution": step["status"],
        "build": build["buildStatus"],
        "stages": len(state["stageStates"]),
        "messages": [event["message"] for event in events],
        "times": all(isinstance(time, datetime.datetime) and time.tzinfo is not None for time in times),
    }


def main() -> None:
    results = {"version": boto3.__version__}
    for check in (lists, errors, members, identity, waiters, streams, resources, runs):
        try:
            results[check.__name__] = check()
        except Exception:  # Shown by the test that asks for it; the others go on.
            results[check.__name__] = traceback.format_exc()
    json.dump(results, sys.stdout)


main()
