import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { call, engineOf, make, test } from './kit.ts'

/** So many letters and digits, which look like a key. Made while it runs, so that no scanner takes them for one. */
const random = (
  length: number,
  letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789',
) =>
  fc
    .array(fc.integer({ min: 0, max: letters.length - 1 }), {
      minLength: length,
      maxLength: length,
    })
    .map((at) => at.map((index) => letters[index]).join(''))
    .filter((text) => /\d/.test(text) || !/[2-9]/.test(letters))
const hex = (length: number) => random(length, '0123456789abcdef')
const upper = (length: number) => random(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')

/** The forms in which credentials stand in messages: what is secret, and the text around it. */
const forms: Record<string, [fc.Arbitrary<string>, (secret: string) => string]> = {
  'an environment variable SECRET_KEY': [random(30), (s) => `SECRET_KEY=${s}`],
  'an environment variable of any service': [random(30), (s) => `export STRIPE_SECRET_KEY="${s}"`],
  AWS_SECRET_ACCESS_KEY: [random(40), (s) => `AWS_SECRET_ACCESS_KEY=${s} exited with 1`],
  DB_PASSWORD: [random(12), (s) => `DB_PASSWORD=${s}`],
  PGPASSWORD: [random(12), (s) => `PGPASSWORD=${s} psql -h db failed`],
  'a password with an escaped quote': [random(12), (s) => `{"password":"ab\\"${s}"}`],
  'a password in JSON inside JSON': [random(12), (s) => `{"body":"{\\"password\\":\\"${s}\\"}"}`],
  'a password in single quotes': [random(12), (s) => `connect(password='${s}')`],
  'a password with blanks, in quotes': [random(12), (s) => `password: "correct ${s} horse"`],
  'a password in XML': [random(12), (s) => `<password>${s}</password>`],
  'an attribute in XML': [random(12), (s) => `<add key="x" password="${s}" />`],
  'a connection string in XML': [
    random(12),
    (s) => `<connectionString>Server=x;Pwd=${s};</connectionString>`,
  ],
  'a YAML line': [random(12), (s) => `db:\n  user: app\n  password: ${s}\n  host: x`],
  'a YAML block': [random(40), (s) => `client_secret: |\n  ${s}\n`],
  'a folded YAML block': [random(40), (s) => `api_key: >-\n  ${s}\nother: 1`],
  'a URL with a password': [random(12), (s) => `connect postgres://app:${s}@db:5432/x failed`],
  'a query with a token': [
    random(24),
    (s) => `GET https://api.x.com/v1?access_token=${s}&a=1 failed`,
  ],
  'a query with a key': [random(24), (s) => `GET https://api.x.com/v1?key=${s} 403`],
  'a query with a signature': [hex(64), (s) => `https://x.s3.amazonaws.com/a?X-Amz-Signature=${s}`],
  'a bearer header': [random(40), (s) => `Authorization: Bearer ${s}`],
  'a bearer header in JSON': [random(40), (s) => `{"headers":{"authorization":"Bearer ${s}"}}`],
  'a header of an API key': [random(32), (s) => `x-api-key: ${s}`],
  'a header of a token': [random(32), (s) => `'X-Auth-Token': '${s}'`],
  'a cookie': [random(32), (s) => `Cookie: session=${s}; theme=dark`],
  'a set cookie': [random(32), (s) => `Set-Cookie: sid=${s}; HttpOnly`],
  'a token of GitHub': [random(36), (s) => `remote: gh${'p'}_${s} is not valid`],
  'a token of GitLab': [random(20), (s) => `remote: glp${'at'}-${s} has no access`],
  'a token of npm': [random(36), (s) => `npm${'_'}${s} is expired`],
  'an npmrc': [random(36), (s) => `//registry.example.org/:_authToken=${s}`],
  'a token of Hugging Face': [random(34), (s) => `h${'f'}_${s} is not authorised`],
  'a token of Slack': [random(24), (s) => `xo${'xb'}-1234567890-${s}`],
  'a Slack hook': [
    random(24),
    (s) => `POST https://hooks.sl${'ack'}.com/services/T0AAAAAAA/B0AAAAAAA/${s} 404`,
  ],
  'a Discord hook': [
    random(60),
    (s) => `POST https://disc${'ord'}.com/api/webhooks/123456789012345678/${s} 404`,
  ],
  'a key of OpenAI': [random(40), (s) => `Incorrect API key provided: s${'k'}-proj-${s}`],
  'a key of Anthropic': [random(40), (s) => `invalid x-api-key s${'k'}-ant-api03-${s}`],
  'a key of Google': [random(35), (s) => `key AI${'za'}${s} not valid`],
  'a key of Stripe': [random(24), (s) => `No such key: s${'k'}_live_${s}`],
  'a key of SendGrid': [random(43), (s) => `S${'G'}.abcdefghijklmnopqrstuv.${s}`],
  'an access key of AWS': [upper(16), (s) => `The key AK${'IA'}${s} does not exist`],
  'a JSON web token': [
    random(43),
    (s) => `jwt ey${'J'}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${s} expired`,
  ],
  'a private key': [
    random(60),
    (s) => `-----BEGIN RSA PRIV${'ATE'} KEY-----\n${s}\n-----END RSA PRIV${'ATE'} KEY-----`,
  ],
  'a PGP key': [
    random(60),
    (s) =>
      `-----BEGIN PGP PRIV${'ATE'} KEY BLOCK-----\n\n${s}\n-----END PGP PRIV${'ATE'} KEY BLOCK-----`,
  ],
  'a basic header': [
    random(30),
    (s) => `authorization: Basic ${Buffer.from(`app:${s}`).toString('base64')}`,
  ],
  'a client secret': [random(32), (s) => `client_secret=${s}&grant_type=x`],
  'a refresh token': [random(40), (s) => `{"refresh_token":"${s}","scope":"a"}`],
  'a camel-case key': [random(30), (s) => `{ clientSecret: '${s}', apiKey: 'x' }`],
  'an option of a command': [random(20), (s) => `mycli login --password ${s} failed`],
  'an option of curl': [random(20), (s) => `curl -u app:${s} https://x`],
  'an ODBC string': [random(12), (s) => `Driver={x};Server=db;Uid=app;Pwd=${s};`],
  'an Azure key': [
    random(86),
    (s) => `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${s}==;`,
  ],
  'a Docker login': [random(40), (s) => `{"auths":{"x":{"auth":"${s}"}}}`],
  'a netrc': [random(20), (s) => `machine api.x.com login app password ${s}`],
}

describe('K8: no form of a secret in an error reaches the model', () => {
  for (const [name, [secret, around]] of Object.entries(forms))
    test(`${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(secret, fc.boolean(), async (key, nested) => {
          const clock = virtualClock()
          const text = around(key)
          const fails = make('fails', () => {
            throw nested ? { message: text } : new Error(`It failed: ${text}`)
          })
          const { results } = await clock.run(
            engineOf(clock, [fails]).execute([call('c', 'fails')]),
          )
          const told = JSON.stringify(results[0]?.content)
          const shown = text.includes(key) ? key : (text.split(' ').at(-1) as string)
          assert.ok(!told.includes(shown), `${text} was told as ${told}`)
        }),
        { numRuns: 20 },
      )
    })

  test('what is no secret is told as it is', async () => {
    const plain = [
      'No customer 4711 in file/src/a.ts (line 12, column 5).',
      'The password is too short.',
      'Unexpected token } in JSON at position 12',
      'commit 3f2a9c1d5e8b7a6f4c3d2e1f0a9b8c7d6e5f4a3b is not an ancestor',
      'Expected `key` to be a string, got 5.',
      'GET https://api.example.org/v1/customers/1234?page=2 answered 404',
      'The primary key customer_id is missing.',
      '<p>secret santa</p>',
    ]
    for (const text of plain) {
      const clock = virtualClock()
      const fails = make('fails', () => Promise.reject(new Error(text)))
      const { results } = await clock.run(engineOf(clock, [fails]).execute([call('c', 'fails')]))
      assert.equal(results[0]?.content, `fails failed: ${text}`)
    }
  })
})
