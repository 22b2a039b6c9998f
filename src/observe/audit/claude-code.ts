import { isRecord } from '../../util/is-record.ts'
import { listAt, momentOf, recordAt, textAt, type Fields } from './fields.ts'
import { noRuns, type LogFormat, type LogReader, type ReadRun } from './format.ts'
import { contentText } from './messages/content-text.ts'
import { usageOf } from './messages/message.ts'
import { partSteps } from './messages/part-steps.ts'
import { RunBuilder } from './run-builder.ts'
import { peoplesWords } from './text/people.ts'

/** Lines of a session file that are no part of the conversation. */
const kinds =
  /^(summary|system|progress|attachment|file-history-snapshot|queue-operation|mode|permission-mode|ai-title|custom-title|last-prompt|tag|agent-name)$/

/**
 * A session file of Claude Code, below `~/.claude/projects`, or what it prints with `--output-format stream-json`: a line
 * for each content block, of which those of one message share `message.id`, and their results may come in between.
 */
export const claudeCode: LogFormat = {
  name: 'Claude Code sessions',
  detect: (value) => isRecord(value) && (isMessage(value) || isOther(value)),
  reader: () => new ClaudeCodeReader(),
}

function isMessage(line: Fields): boolean {
  const { type, message } = line
  return (type === 'user' || type === 'assistant') && isRecord(message) && 'content' in message
}

function isOther(line: Fields): boolean {
  return (
    kinds.test(textAt(line, 'type') ?? '') &&
    ['sessionId', 'session_id', 'leafUuid', 'uuid', 'messageId'].some((name) => name in line)
  )
}

/** Of a session itself `agent` is ''. */
interface Origin {
  readonly session: string
  readonly agent: string
}

class ClaudeCodeReader implements LogReader {
  /** Each session, and each of its sub-agents, in the order in which they began. */
  readonly #runs = new Map<string, RunBuilder>()
  /** The session and the sub-agent that a line belongs to, by its `uuid`, for the lines that go on from it. */
  readonly #origins = new Map<string, Origin>()
  readonly #lastAgents = new Map<string, string>()
  #lastSession = ''

  read(line: unknown): readonly ReadRun[] {
    if (!isRecord(line)) return noRuns
    if (line['type'] === 'attachment') this.#attach(line)
    if (!isMessage(line)) return noRuns
    const message = recordAt(line, 'message')
    // Written by the program itself, such as an error of the API.
    if (message['model'] === '<synthetic>' || line['isApiErrorMessage'] === true) return noRuns
    const builder = this.#builderOf(line)
    if (line['type'] === 'assistant') readModel(builder, line, message)
    else readPerson(builder, line, message)
    return noRuns
  }

  end(): readonly ReadRun[] {
    return [...this.#runs.values()].map((builder) => builder.build())
  }

  /** What a person typed while the model was at work. */
  #attach(line: Fields): void {
    const attachment = recordAt(line, 'attachment')
    if (attachment['type'] !== 'queued_command') return
    const words = peoplesWords(contentText(attachment['prompt']))
    this.#builderOf(line).hear(words, momentOf(line['timestamp']))
  }

  #builderOf(line: Fields): RunBuilder {
    const before = this.#origins.get(textAt(line, 'parentUuid', 'logicalParentUuid') ?? '')
    const session = this.#sessionOf(line, before)
    const agent = this.#agentOf(line, session, before?.agent)
    const uuid = textAt(line, 'uuid')
    if (uuid !== undefined) this.#origins.set(uuid, { session, agent })
    const run = JSON.stringify([session, agent])
    const builder = this.#runs.get(run) ?? new RunBuilder()
    this.#runs.set(run, builder)
    return builder
  }

  /** One that goes on from a line is of its session, for a session that is resumed may get another id. */
  #sessionOf(line: Fields, before: Origin | undefined): string {
    const session = before?.session ?? textAt(line, 'session_id', 'sessionId')
    return (this.#lastSession = session ?? this.#lastSession)
  }

  /** Sub-agents are told apart by `agentId`, or by the call that started them, or, in older files, by who follows whom. */
  #agentOf(line: Fields, session: string, before: string | undefined): string {
    const caller = textAt(line, 'parent_tool_use_id')
    if (line['isSidechain'] !== true && caller === undefined) return ''
    const last = this.#lastAgents.get(session) ?? ''
    const isFirst = line['type'] === 'user' && line['parentUuid'] === null
    const agent =
      textAt(line, 'agentId') ??
      caller ??
      (before || undefined) ??
      (isFirst || last === '' ? `${this.#runs.size + 1}` : last)
    this.#lastAgents.set(session, agent)
    return agent
  }
}

function readModel(builder: RunBuilder, line: Fields, message: Fields): void {
  const atMs = momentOf(line['timestamp'])
  builder.speak(textAt(message, 'id') ?? textAt(line, 'requestId'), atMs)
  for (const step of stepsOf(message))
    if (step.kind === 'words') builder.say(step.text)
    else if (step.kind === 'call')
      builder.call({ id: step.id, name: step.name, input: step.input, startMs: atMs })
  builder.count(usageOf(message) ?? {})
}

function readPerson(builder: RunBuilder, line: Fields, message: Fields): void {
  const endMs = momentOf(line['timestamp'])
  for (const step of stepsOf(message))
    if (step.kind === 'result')
      builder.result({ ...step, failed: step.failed ?? hasFailed(line), endMs })
    else if (step.kind !== 'words' || line['isCompactSummary'] === true) continue
    else if (line['isMeta'] === true) builder.addToResults(step.text)
    else builder.hear(peoplesWords(step.text), endMs)
}

function stepsOf(message: Fields): readonly ReturnType<typeof partSteps>[number][] {
  const content = listAt(message, 'content')
  return content.length > 0 ? content.flatMap(partSteps) : partSteps(message['content'])
}

function hasFailed(line: Fields): boolean | undefined {
  const told = line['toolUseResult']
  return typeof told === 'string' && told.startsWith('Error') ? true : undefined
}
