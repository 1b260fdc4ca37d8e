# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""A model as an ASGI application: MODEL=work_dir uvicorn serve:app; POST /?width=W&height=H with RGB bytes gives JSON. Requests that come within
2 ms share a batch. In Ray Serve, the same Model is what a deployment's __init__ makes and its handler awaits."""
import json
import os
from urllib.parse import parse_qs

import numpy as np
import slipway

model = slipway.load(os.environ['MODEL'], batch_wait_us=2000)


async def app(scope, receive, send):
    if scope['type'] != 'http':
        return
    body, more = b'', True
    while more:
        message = await receive()
        body, more = body + message.get('body', b''), message.get('more_body', False)
    status = 200
    try:
        query = {key: int(values[0]) for key, values in parse_qs(scope['query_string'].decode()).items()}
        pixels = np.frombuffer(body, np.uint8).reshape(query['height'], query['width'], 3)
        answer = (await model.arun(slipway.Image(pixels, 'RGB'))).to_dict()
    except slipway.QueueFullError as error:
        status, answer = 503, {'error': str(error)}
    except (ValueError, KeyError) as error:
        status, answer = 400, {'error': str(error)}
    await send({'type': 'http.response.start', 'status': status, 'headers': [(b'content-type', b'application/json')]})
    await send({'type': 'http.response.body', 'body': json.dumps(answer).encode()})
