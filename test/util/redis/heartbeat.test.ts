import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Heartbeat } from '../../../src/util/redis/heartbeat.ts'

/** A client whose server answers if it is told to. */
function clientOf(status: string) {
  const answers: (() => void)[] = []
  return {
    status,
    stream: {},
    ended: 0,
    answers,
    ping: () => new Promise<void>((resolve) => void answers.push(resolve)),
    disconnect() {
      this.ended += 1
    },
  }
}

describe('the heartbeat of a connection', () => {
  async function beats(client: ReturnType<typeof clientOf>, count: number, answered: boolean) {
    const clock = virtualClock()
    const heartbeat = new Heartbeat(client, clock)
    heartbeat.start()
    for (let beat = 1; beat <= count; beat += 1) {
      await clock.advance(5_000)
      if (answered) for (const answer of client.answers.splice(0)) answer()
      await soon()
    }
    heartbeat.stop()
    await clock.advance(60_000)
    return client.ended
  }

  it('has one made anew that does not answer, and leaves one alone that does', async () => {
    assert.equal(await beats(clientOf('ready'), 2, false), 1)
    assert.equal(await beats(clientOf('ready'), 10, true), 0)
  })

  it('has one made anew that has connected, and then hears nothing', async () => {
    const client = clientOf('connect')
    assert.equal(await beats(client, 2, false), 1)
    assert.equal(client.answers.length, 0)
  })

  it('gives each connection its time, and leaves one alone that is yet to be made', async () => {
    const client = clientOf('ready')
    const ping = client.ping
    client.ping = () => {
      client.stream = {}
      return ping()
    }
    assert.equal(await beats(client, 10, false), 0)
    assert.equal(await beats(clientOf('reconnecting'), 10, false), 0)
  })

  it('counts what has come while the thread was busy', async () => {
    const client = clientOf('ready')
    const clock = virtualClock()
    const heartbeat = new Heartbeat(client, clock)
    heartbeat.start()
    await clock.advance(5_000)
    const late = clock.advance(5_000)
    for (const answer of client.answers.splice(0)) answer()
    await late
    await soon()
    heartbeat.stop()
    assert.equal(client.ended, 0)
  })
})
