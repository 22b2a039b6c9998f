/** Where a request goes: Google's Gemini API, or Vertex AI with its projects and endpoints. */
const paths: RegExp =
  /^\/v1[a-z0-9]*\/(?:.+\/)?(?:models|tunedModels|endpoints)\/([^/:]+):(generateContent|streamGenerateContent)$/

/** What a request's path says; undefined for a path of another kind. */
export function target(
  path: string,
): { readonly model: string; readonly stream: boolean } | undefined {
  const [, model, method] = paths.exec(path) ?? []
  if (model === undefined) return undefined
  return { model: decodeURIComponent(model), stream: method === 'streamGenerateContent' }
}

/** Whether a model numbers its calls, demands its signatures back, and looks at images in results. */
export function isGemini3(model: string): boolean {
  return Number(/gemini-(\d+)/.exec(model)?.[1] ?? 0) >= 3
}
