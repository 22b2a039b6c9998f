import type { Redis } from 'ioredis'
import { Queue } from 'bullmq'
import type { Forgery } from '../stage.ts'

const jobs: readonly unknown[] = [
  'text',
  { protocol: 7, tool: 'write', place: 'nobody' },
  { protocol: 1, tool: 5, place: 'nobody' },
  { protocol: 1, tool: 'write', schema: 's', place: 'nobody', callId: [] },
  { protocol: '1' },
]
const texts = ['', '{', 'null', '{"jobId":5}', '{"jobId":"x","reason":[]}']

/** Writes to a queue what no engine and no worker can read. */
export async function forge(
  what: Forgery,
  client: Redis,
  url: string,
  name: string,
): Promise<void> {
  const base = `bull:${name}:`
  if (what === 'job') {
    const queue = new Queue(name, { connection: { url } })
    queue.on('error', () => {})
    for (const data of jobs) await queue.add('forged', data)
    await queue.close()
    return
  }
  if (what === 'cancel') {
    const channels = (await client.pubsub('CHANNELS', `${base}*`)) as string[]
    for (const channel of channels) for (const text of texts) await client.publish(channel, text)
    return
  }
  for (const stream of await client.keys(`${base}fanfold:replies:*`)) {
    for (const text of texts) {
      await client.xadd(stream, '*', 'job', 'nobody', 'type', 'newer', 'json', text)
      await client.xadd(stream, '*', 'json', text)
    }
  }
}
