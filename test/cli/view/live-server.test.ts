import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { serveLive } from '../../../src/cli/view/live-server.ts'

async function serve(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-live-'))
  const file = join(folder, 'run.jsonl')
  writeFileSync(file, '{"type":"trace"}\n')
  const server = await serveLive(file, '<title>page</title>', 0)
  context.after(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })
  return { file, server }
}

/** What a request with this Host gets. `fetch` lets nobody choose it. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.once('error', reject)
    sent.end()
  })
}

suite('serveLive', () => {
  test('sends the page, and the lines as events while they are written', async (context) => {
    const { file, server } = await serve(context)
    assert.equal(await (await fetch(server.url)).text(), '<title>page</title>')
    const { body, headers } = await fetch(`${server.url}lines`)
    assert.equal(headers.get('content-type'), 'text/event-stream')
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (end: string): Promise<void> => {
      while (!text.endsWith(end)) text += (await reader?.read())?.value ?? ''
    }
    await until('id: 1\ndata: {"type":"trace"}\n\n')
    appendFileSync(file, '{"type":"end"}\r\n')
    await until('id: 2\ndata: {"type":"end"}\n\n')
    await reader?.cancel()
  })

  test('answers nobody who came by another name, for that is a page from elsewhere', async (context) => {
    const { server } = await serve(context)
    assert.equal(await statusFor(server.url, 'evil.example'), 403)
    assert.equal(await statusFor(`${server.url}lines`, '127.0.0.1.evil.example:80'), 403)
    assert.equal(await statusFor(server.url, `localhost:${new URL(server.url).port}`), 200)
    assert.equal((await fetch(`${server.url}other`)).status, 404)
  })

  test('ends although somebody still listens', async (context) => {
    const { server } = await serve(context)
    const { body } = await fetch(`${server.url}lines`)
    await server.close()
    await assert.rejects(async () => {
      await new Response(body).text()
      await fetch(server.url)
    })
  })
})
