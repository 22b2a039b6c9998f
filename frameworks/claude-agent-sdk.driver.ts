import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSdkMcpServer, query, tool, type Options } from '@anthropic-ai/claude-agent-sdk'
import { z } from 'zod'
import { guard, rule, softStop } from '../src/claude-agent-sdk.ts'
import type { FrameworkDriver, FrameworkTask, TaskTool } from '../src/conformance.ts'

const manifest = JSON.parse(
  readFileSync(
    new URL('package.json', import.meta.resolve('@anthropic-ai/claude-agent-sdk')),
    'utf8',
  ),
) as { readonly version: string }

/** Claude Code's own program, asked by the SDK, with the scripted model for Anthropic's. */
export const driver: FrameworkDriver = {
  name: 'Claude Agent SDK',
  version: manifest.version,
  async run(task) {
    const { engine, thread, signal } = task
    const stop = signal && engine && softStop(signal)
    const native = task.tools.map(toolOf)
    const tools =
      engine === undefined
        ? // Alone, its calls run at once if they are called read-only, and one by one if not.
          native.map((one) => ({ ...one, annotations: { readOnlyHint: true } }))
        : guard(
            engine,
            native.map((one) => rule(one, task.rules[one.name] ?? {})),
            { concurrent: true, runId: thread?.id, stop },
          )
    const home = await mkdtemp(join(thread?.dir ?? tmpdir(), 'fanfold-claude-'))
    process.once('exit', () => rmSync(home, { recursive: true, force: true }))
    const options = optionsOf(task, home, around(task, tools))
    if (signal) {
      const controller = new AbortController()
      const stopped = stop?.signal ?? signal
      stopped.addEventListener('abort', () => controller.abort(stopped.reason))
      options.abortController = controller
    }
    if (stop !== undefined)
      options.hooks = {
        PostToolBatch: [{ hooks: [async () => ({ continue: !stop.reached() })] }],
      }
    const said = await say(task.prompt, options)
    if (!('sessionId' in said)) return said
    const { sessionId, text } = said
    const again = optionsOf(task, home, tools)
    return { text, goOn: () => say('Go on.', { ...again, resume: sessionId }) }
  },
}

type Said = { readonly text: string | undefined; readonly sessionId: string }

async function say(prompt: string, options: Options): Promise<Said> {
  let [text, sessionId]: [string | undefined, string] = [undefined, '']
  for await (const message of query({ prompt, options })) {
    if ('session_id' in message && message.session_id !== undefined) sessionId = message.session_id
    if (message.type === 'result' && message.subtype === 'success') text = message.result
  }
  return { text, sessionId }
}

type SdkTool = ReturnType<typeof toolOf>

function toolOf({ name, execute }: TaskTool) {
  return tool(name, name, { n: z.number() }, async (input, extra) => {
    const { signal } = extra as { readonly signal?: AbortSignal }
    return { content: [{ type: 'text' as const, text: String(await execute(input, { signal })) }] }
  })
}

function around({ around: with_ }: FrameworkTask, tools: SdkTool[]): SdkTool[] {
  if (with_ === undefined) return tools
  return tools.map((one) => ({
    ...one,
    handler: (input, extra) => with_(input, () => one.handler(input, extra)),
  }))
}

function optionsOf(task: FrameworkTask, home: string, tools: SdkTool[]): Options {
  return {
    mcpServers: { suite: createSdkMcpServer({ name: 'suite', tools }) },
    allowedTools: tools.map(({ name }) => `mcp__suite__${name}`),
    tools: [],
    settingSources: [],
    model: 'claude-sonnet-4-5',
    systemPrompt: 'Help.',
    cwd: home,
    maxTurns: 6,
    // Nothing but the scripted model is asked.
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      ANTHROPIC_BASE_URL: task.baseUrl,
      ANTHROPIC_API_KEY: 'none',
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      ENABLE_TOOL_SEARCH: '0',
    },
  }
}
