import { expectVersion, peerNotLoaded, type PeerName } from '../../util/peers.ts'

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
