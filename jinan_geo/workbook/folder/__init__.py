"""A folder of workbooks as they came by chat and mail: whose each is, judged together."""
