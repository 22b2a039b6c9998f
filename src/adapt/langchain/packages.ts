import { UsageError } from '../../call/errors/error.ts'
import {
  expectVersion,
  isBefore,
  peerNotLoaded,
  versionOf,
  type PeerName,
} from '../../util/peers.ts'

/** Of `@langchain/core/messages`, what is made here. */
export interface MessagePackage {
  readonly ToolMessage: new (fields: {
    readonly content: string
    readonly tool_call_id: string
    readonly name: string
    readonly status: 'error'
  }) => object
}

/** Of `@langchain/langgraph`, what is made here. */
export interface GraphPackage {
  readonly Command: new (fields: object) => object
  readonly Send: new (node: string, args: unknown) => object
}

/** Those are the application's own: its messages are told by their classes. */
const names = { messages: '@langchain/core/messages', graph: '@langchain/langgraph' }

/** @throws {UsageError} if it is not installed. */
export function loadMessages(): Promise<MessagePackage> {
  return load<MessagePackage>(names.messages, '@langchain/core')
}

/** @throws {UsageError} if it is not installed. */
export function loadGraph(): Promise<GraphPackage> {
  return load<GraphPackage>(names.graph, '@langchain/langgraph')
}

async function load<T>(specifier: string, name: PeerName): Promise<T> {
  let loaded: T
  try {
    loaded = (await import(specifier)) as T
  } catch (cause) {
    throw peerNotLoaded('A guard of LangChain tools needs', name, cause)
  }
  expectVersion('A guard of LangChain tools needs', name)
  return loaded
}

/** Before it, agents run the tool of that name, and not the one that a middleware hands on. */
const firstAgents = '1.2.13'

let agents: string | undefined

/**
 * @param version of the application's `langchain`; empty where it cannot be told, as in a bundle.
 * @throws {UsageError} if its agents would run their tools unguarded.
 */
export function expectAgents(version: string = (agents ??= versionOf('langchain') ?? '')): void {
  if (version === '' || !isBefore(version, firstAgents)) return
  throw new UsageError(
    `Expected \`langchain\` ${firstAgents} or later, whose agents run the tool that a middleware hands on, got ${version}, in which nothing would be guarded. ` +
      'Update it: npm install langchain@latest. Or use `new ToolNode(guard.tools(…))` in a graph of your own.',
  )
}
