import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { redact } from '../../src/util/redact.ts'
import { cpuGrowth } from '../support/cpu-growth.ts'
import { fill } from './redact/fill.ts'
import { nearMisses, secretForms } from './redact/forms.ts'
import { hostileUnits } from './redact/hostile-units.ts'

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

test('of a hundred forms of credentials none is seen, whatever stands around them', () => {
  const around = ['{}', 'Error: {} (at line 5)', 'first\n{}\nlast', '- {}']
  let count = 0
  for (const [kind, forms] of Object.entries(secretForms))
    for (const form of forms) {
      count += 1
      for (const place of kind === 'lines' ? ['{}', 'first\n{}\nlast'] : around) {
        const { text, secrets } = fill(place.replace('{}', () => form))
        const redacted = redact(text)
        for (const secret of secrets)
          for (const part of [secret.slice(0, 6), secret.slice(-6)])
            assert.ok(!redacted.includes(part), `${form}: ${redacted}`)
        assert.ok(redacted.includes('[redacted]'), form)
        assert.equal(redact(redacted), redacted)
      }
    }
  assert.ok(count >= 100)
})

test('ordinary errors stay as they are', () => {
  for (const text of nearMisses)
    for (const place of [text, `Error: ${text}`, `first\n${text}\nlast`])
      assert.equal(redact(place), place)
})

test('the time grows with the length, and no faster', () => {
  const linear = 40
  for (const unit of hostileUnits) {
    const growth = (size: number): number =>
      cpuGrowth((length) => redact(unit.repeat(length / unit.length)), size, linear)
    // A short measure may be off; what is quadratic is so in a longer one, too.
    assert.ok(growth(10_000) < linear || growth(50_000) < linear, unit)
  }
})

test('a word of many megabytes throws nothing', () => {
  assert.equal(typeof redact(`sk-${'a'.repeat(2e7)}`), 'string')
})

test('whatever the text is, a text without its credentials comes out', () => {
  const pieces = fc.array(fc.constantFrom(...hostileUnits, 'x1Y2z3', '\n'), { maxLength: 30 })
  fc.assert(
    fc.property(pieces, (parts) => {
      assert.equal(typeof redact(parts.join('')), 'string')
    }),
  )
})
