/** What every contestant asks for; the scripted server takes any name. */
export const modelName = 'scripted'

/** Given to clients that want one; the scripted server takes any. */
export const apiKey = 'no-key-needed'
export const maxTokens = 16_000
