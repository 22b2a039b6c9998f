import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Send } from '../../wire/shared/request/client.ts'
import { usageError } from '../cli-error.ts'
import { errorText } from '../../util/error-text.ts'
import type { Endpoint } from './endpoint.ts'
import { peerFile } from './import-peer.ts'

type Command = new (input: object) => object

/** What is used of `@aws-sdk/client-bedrock-runtime`. */
export interface AwsSdk {
  readonly BedrockRuntimeClient: new (options: object) => AwsClient
  readonly ConverseStreamCommand: Command
}

interface AwsClient {
  readonly config: {
    region(): Promise<unknown>
    credentials(): Promise<unknown>
  }
  send(command: object, options: { readonly abortSignal: AbortSignal }): unknown
}

/**
 * A way to send by the AWS SDK, which finds the region and the credentials as it always does: in the environment, a profile, or of
 * the machine. They are looked for now, so that what is missing is said before anything is asked.
 *
 * @throws {CliError} if no credentials are found.
 */
export async function awsClient(sdk: AwsSdk, { url, custom }: Endpoint): Promise<Send> {
  const plain = custom && url.startsWith('http:')
  const client = new sdk.BedrockRuntimeClient({
    ...(custom && { endpoint: url }),
    ...(plain && { requestHandler: await firstHttp() }),
  })
  const { config } = client
  await expectFound(() => config.region(), 'a region for Bedrock', 'AWS_REGION')
  if (process.env['AWS_BEARER_TOKEN_BEDROCK'] === undefined)
    await expectFound(
      () => config.credentials(),
      'AWS credentials',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or AWS_BEARER_TOKEN_BEDROCK',
    )
  return (input, { signal }) =>
    client.send(new sdk.ConverseStreamCommand(input), { abortSignal: signal })
}

async function expectFound(
  find: () => Promise<unknown>,
  what: string,
  variables: string,
): Promise<void> {
  try {
    await find()
  } catch (cause) {
    const why = errorText(cause).replace(/\.$/, '')
    throw usageError(
      `The AWS SDK finds no ${what.replace(/^a /, '')} (${why}); set ${variables}.`,
      cause,
    )
  }
}

/** The client of this service speaks HTTP/2 only, which servers without TLS do not. It brings the other one along. */
async function firstHttp(): Promise<object> {
  const file = fileURLToPath(peerFile('@aws-sdk/client-bedrock-runtime', process.cwd()))
  const { href } = pathToFileURL(createRequire(file).resolve('@smithy/node-http-handler'))
  const { NodeHttpHandler } = (await import(href)) as {
    readonly NodeHttpHandler: new () => object
  }
  return new NodeHttpHandler()
}
