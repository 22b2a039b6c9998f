import type { Contestant } from '../contest.ts'

type Load = () => Promise<Contestant>

/** Every contestant, in the order of the tables. Loaded by name, so that a process holds one library only. */
export const contestants: Readonly<Record<string, Load>> = {
  floor: async () => (await import('./floor.ts')).floor,
  'fanfold-execute': async () => (await import('./fanfold-execute.ts')).fanfoldExecute,
  'fanfold-wire': async () => (await import('./fanfold-wire.ts')).fanfoldWire,
  'fanfold-agent': async () => (await import('./fanfold-agent.ts')).fanfoldAgent,
  'anthropic-runner': async () => (await import('./anthropic-runner.ts')).anthropicRunner,
  'anthropic-runner-early': async () =>
    (await import('./anthropic-runner-early.ts')).anthropicRunnerEarly,
  'openai-runtools': async () => (await import('./openai-runtools.ts')).openaiRuntools,
  'ai-sdk-generate': async () => (await import('./ai-sdk-generate.ts')).aiSdkGenerate,
  'ai-sdk-stream': async () => (await import('./ai-sdk-stream.ts')).aiSdkStream,
  'openai-agents': async () => (await import('./openai-agents.ts')).openaiAgents,
  langchain: async () => (await import('./langchain.ts')).langchain,
  langgraph: async () => (await import('./langgraph.ts')).langgraph,
  mastra: async () => (await import('./mastra.ts')).mastra,
  strands: async () => (await import('./strands.ts')).strands,
  'google-adk': async () => (await import('./google-adk.ts')).googleAdk,
}
