import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import { expectVersion, peerNotLoaded } from '../../util/peers.ts'
import type { Send } from '../shared/request/client.ts'
import { isRecord } from '../shared/shape.ts'

/** The official SDK's client, `BedrockRuntimeClient` or `BedrockRuntime`, or a function that sends a request. */
export type BedrockClient = Send | { send(command: never, ...rest: never[]): unknown }

type SendCommand = (command: unknown, options: { readonly abortSignal: AbortSignal }) => unknown

/**
 * A client's way to send: the client itself if it is a function, else Converse or ConverseStream, whose commands are
 * loaded with the first request.
 *
 * @throws {UsageError} if it can do neither.
 */
export function bedrockSender(client: unknown, stream: boolean): Send {
  if (typeof client === 'function') return client as Send
  if (!isRecord(client) || typeof client.send !== 'function')
    throw new UsageError(
      'Expected `client` to be a BedrockRuntimeClient or a function (input, { signal }) => response, got ' +
        `${show(client)}.`,
    )
  const sdk = client as { send: SendCommand }
  return async (input, { signal }) => {
    const { ConverseCommand, ConverseStreamCommand } = await loadCommands()
    const Command = stream ? ConverseStreamCommand : ConverseCommand
    return sdk.send(new Command(input as never), { abortSignal: signal })
  }
}

/**
 * What the SDK's `send` resolves to holds the stream of events in a field; anything else is taken as it is. A
 * promise's rejection is passed on.
 */
export async function responseIn(source: unknown): Promise<unknown> {
  const held = await source
  if (!isRecord(held)) return held
  const { stream, $metadata } = held
  return $metadata !== undefined && isRecord(stream) ? stream : held
}

/** @throws {UsageError} if the model is not named. */
export function expectModelId(params: unknown): void {
  const modelId = isRecord(params) ? params.modelId : undefined
  if (typeof modelId === 'string' && modelId !== '') return
  throw new UsageError(
    `Expected \`modelId\` to be the id of a model, an inference profile or an ARN, got ${show(modelId)}.`,
  )
}

type Commands = Pick<
  typeof import('@aws-sdk/client-bedrock-runtime'),
  'ConverseCommand' | 'ConverseStreamCommand'
>

async function loadCommands(): Promise<Commands> {
  let commands: Commands
  try {
    commands = await import('@aws-sdk/client-bedrock-runtime')
  } catch (cause) {
    throw peerNotLoaded('A model on an AWS client needs', '@aws-sdk/client-bedrock-runtime', cause)
  }
  expectVersion('A model on an AWS client needs', '@aws-sdk/client-bedrock-runtime')
  return commands
}
