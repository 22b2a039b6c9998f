import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A Redis to try things with. */
export interface ExampleRedis {
  readonly url: string
  close(): Promise<void>
}

/** The one of REDIS_URL, or one of our own, on a free port, which keeps its files in this folder. */
export async function openRedis(folder: string): Promise<ExampleRedis> {
  const given = process.env['REDIS_URL']
  if (given) return { url: given, close: async () => {} }
  const port = await freePort()
  const where = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder]
  const server = spawn('redis-server', [...where, '--save', '', '--appendonly', 'yes'])
  process.on('exit', () => server.kill('SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    let output = ''
    server.stdout.on('data', (text) => {
      output += String(text)
      if (output.includes('Ready to accept connections')) resolve()
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`redis-server ended (${code}): ${output}`)))
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    close: async () => {
      server.kill('SIGKILL')
      await once(server, 'close')
    },
  }
}

/** What to do without a Redis. */
export const howToHaveRedis = `This example needs Redis, and there is no redis-server here. Install it
  on Debian or Ubuntu:  sudo apt-get install redis-server
  on macOS:             brew install redis
or name one that runs:  REDIS_URL=redis://localhost:6379`

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
