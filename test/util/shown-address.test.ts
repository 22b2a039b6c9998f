import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { shownAddress } from '../../src/util/shown-address.ts'

suite('an address in a sentence', () => {
  const hidden = [
    ['redis://user:sekret@host:6379/1', 'redis://[redacted]@host:6379/1'],
    ['redis://:sekret@host', 'redis://[redacted]@host'],
    ['redis//user:sekret@host', 'redis//[redacted]@host'],
    ['user:sekret@127.0.0.1', '[redacted]@127.0.0.1'],
    ['redis:/user:sekret@host', '[redacted]@host'],
    ['redis://user:sek@ret@host', 'redis://[redacted]@host'],
    ['redis://user:sek/ret@host', 'redis://[redacted]@host'],
    ['redis://user:sek?ret#x@host', 'redis://[redacted]@host'],
    ['redis://user:sekret@127.0.0.1:99999', 'redis://[redacted]@127.0.0.1:99999'],
    ['user:sekret', 'user:[redacted]'],
    ['redis//user:sekret', 'redis//user:[redacted]'],
    ['https://sekret@host/v1', 'https://[redacted]@host/v1'],
    ['https://host/v1?api-key=sekret&a=1', 'https://host/v1?[redacted]'],
    ['https://host/v1#sekret', 'https://host/v1#[redacted]'],
  ] as const
  for (const [address, shown] of hidden)
    test(`has no credential: ${address}`, () => assert.equal(shownAddress(address), shown))

  const plain = ['redis://localhost:6379', 'localhost:6379', 'https://[::1]:8443/v1', 'C:/x', '']
  test('is as it was without one', () => {
    for (const address of plain) assert.equal(shownAddress(address), address)
  })
})
