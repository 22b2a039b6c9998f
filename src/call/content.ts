/** A piece of a result, in no provider's dialect; each wire format writes it as its provider takes it. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'json'; readonly value: unknown }
  /** `data` is base64. */
  | { readonly type: 'image'; readonly data: string; readonly mediaType: string }
  | {
      readonly type: 'resource'
      readonly uri: string
      readonly text?: string
      readonly mediaType?: string
    }

/** What the model is told: text, or parts. */
export type Content = string | readonly ContentPart[]
