/**
 * A LangGraph agent charges a card, sends a mail and reads an account, in one message. Its process is killed while the mail is being
 * sent (kill -9), and started again on the checkpoint: by itself, and with a guard around the tools and a journal. Needs the
 * frameworks: npm ci --prefix frameworks
 */
// prints: ToolNode alone: charged 2 times, mailed 2 times
// prints: ToolNode with a guard: charged once, mailed once
// prints: told of charge: Charged 40 EUR.
// prints: told of send_mail: Error: send_mail had started when the process that ran it ended. It may or may not have taken effect
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createModelServer } from 'fanfold/testing'

/** The agent's packages lie in `frameworks/`, and are found there. */
const frameworks = new URL('../../frameworks/', import.meta.url)
if (!existsSync(new URL('node_modules/@langchain/langgraph/', frameworks))) {
  console.error('This example needs LangGraph: npm ci --prefix frameworks')
  process.exit(1)
}

const calls = ['charge', 'send_mail', 'read_account'].map((name) => ({
  name,
  input: { order: 17 },
}))

for (const how of ['alone', 'with a guard']) {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-langgraph-'))
  // In place of a live model: it asks for three things in one message, then says "done".
  const model = await createModelServer({
    script: ({ turn }) => (turn === 0 ? { calls } : { text: 'done' }),
  })

  await start(how, folder, model.url)
  const told = await start(how, folder, model.url)

  const ledger = (await readFile(join(folder, 'ledger'), 'utf8')).split('\n')
  console.log(`ToolNode ${how}: charged ${times('charge')}, mailed ${times('mail')}`)
  for (const [name, text] of Object.entries(told ?? {}))
    console.log(`  told of ${name}: ${text.split('\n', 1)}`)
  await model.close()
  await rm(folder, { recursive: true })

  function times(effect: string): string {
    const count = ledger.filter((line) => line === effect).length
    return count === 1 ? 'once' : `${count} times`
  }
}

/** Runs the agent in a process of its own, which is killed as soon as the first mail is on its way. */
function start(
  how: string,
  folder: string,
  url: string,
): Promise<Record<string, string> | undefined> {
  const child = fork(new URL('agent.ts', import.meta.url), [how, folder, url], {
    execArgv: ['--import', new URL('resolve.ts', frameworks).href],
  })
  return new Promise((resolve, reject) => {
    child.on('message', (message: 'mailing' | Record<string, string>) => {
      if (message === 'mailing') child.kill('SIGKILL')
      else resolve(message)
    })
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined)
      else reject(new Error(`The agent ended with code ${code}.`))
    })
  })
}
