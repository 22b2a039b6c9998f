import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redact } from '../../src/util/redact.ts'

const secret = 'S3cr3tValue1234567890'

test('what looks like a credential is taken out, and the rest is left', () => {
  const cases: [string, string][] = [
    [`dsn=postgres://u:${secret}@db/x`, 'dsn=postgres://[redacted]@db/x'],
    [`redis://:${secret}@cache:6379/0 refused`, 'redis://[redacted]@cache:6379/0 refused'],
    [`Authorization: Bearer ${secret}`, 'Authorization: [redacted]'],
    ['Authorization: Token abc', 'Authorization: [redacted]'],
    ['{"authorization":"Bearer abc","a":1}', '{"authorization":"[redacted]","a":1}'],
    ['Authorization: Digest username="a", response="b"\nnext', 'Authorization: [redacted]\nnext'],
    ['sent Bearer abc12 to it', 'sent Bearer [redacted] to it'],
    ['sent Basic dXNlcjpwYXNz to it', 'sent Basic [redacted] to it'],
    ['postgres://u:p@ss@db/x refused', 'postgres://[redacted]@db/x refused'],
    ['Cookie: a=b; c=d\nHost: x', 'Cookie: [redacted]\nHost: x'],
    ['Set-Cookie: sid=abc; Path=/; HttpOnly', 'Set-Cookie: [redacted]'],
    ['psql --password abc --host db', 'psql --password [redacted] --host db'],
    ['--api-key="a b" --x', '--api-key="[redacted]" --x'],
    ['curl -u ann:abc https://x', 'curl -u ann:[redacted] https://x'],
    ['mysql -u root -pabc db', 'mysql -u root -p[redacted] db'],
    ['password="a b c" x', 'password="[redacted]" x'],
    ['{\\"password\\":\\"abc\\"}', '{\\"password\\":\\"[redacted]\\"}'],
    ["'password' => 'abc',", "'password' => '[redacted]',"],
    ['Server=db;Password=abc;', 'Server=db;Password=[redacted];'],
    ['The password is Abc123', 'The password is [redacted]'],
    [
      '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----',
      '[redacted]-----END PRIVATE KEY-----',
    ],
    [`{"api_key": "${secret}", "id": 7}`, '{"api_key": "[redacted]", "id": 7}'],
    [`GET /v1?token=${secret}&page=2`, 'GET /v1?token=[redacted]&page=2'],
    [`password: ${secret}; user: ann`, 'password: [redacted]; user: ann'],
    [`AWS_SECRET_ACCESS_KEY=${secret}`, 'AWS_SECRET_ACCESS_KEY=[redacted]'],
  ]
  for (const [text, expected] of cases) {
    const redacted = redact(text)
    assert.doesNotMatch(redacted, new RegExp(secret), text)
    assert.equal(redacted, expected)
  }
  for (const key of [`sk-ant-${secret}`, `ghp_${secret}abcd`, 'AKIAIOSFODNN7EXAMPLE'])
    assert.equal(redact(`bad key ${key} given`), 'bad key [redacted] given')
})

test('ordinary errors stay as they are', () => {
  for (const text of [
    'ENOENT: no such file or directory, open /home/ann/notes.txt',
    'See https://example.com/docs/errors#token-limit',
    'Unexpected token } in JSON at position 7',
    'The secretary was not found: Ann',
    'Basic authentication failed',
    'Bearer token missing',
    'Unexpected token: punc (})',
    'The password is required',
    'Invalid password',
    'Invalid cookie',
    'use --password to set it, --token is required',
    'docker run -u 1000:1000 -p 8080:80 x',
    'max_tokens: 4096',
    'npm ERR! 404 @types/node@24.1.0 not found',
    'git@github.com:a/b.git: permission denied to ann@example.com',
    'https://example.com/@scope/pkg@1.2.3',
    'http://localhost:8080/a?x=1&y=2',
    'duplicate key value: (id)=(7) already exists',
    'compass: north',
    'Expected signature: (a: number) => void',
  ])
    assert.equal(redact(text), text)
})

test('the time grows with the length, and no faster', () => {
  const units =
    `a|a.|a-|a://|a@|x:|"| |=|sk-|eyJ-|eyJaaaaaa.|token |token=|cookie:|cookie:a=|cookie:a;|authorization: |authorization:a |-u |--password |--a-|-u a|mysql |mysql -p|bearer |basic a|password is |-----BEGIN PRIVATE KEY-----|token"   |digest |authorization: digest `.split(
      '|',
    )
  for (const unit of units) {
    const long = unit.repeat(1_000_000 / unit.length)
    const before = process.cpuUsage()
    redact(long)
    const { user, system } = process.cpuUsage(before)
    // A million characters take some 30 ms; were one pattern quadratic, hours.
    assert.ok(user + system < 5e6, `${unit}: ${(user + system) / 1_000} ms`)
  }
})

test('a word of many megabytes throws nothing', () => {
  assert.equal(typeof redact(`sk-${'a'.repeat(2e7)}`), 'string')
})
