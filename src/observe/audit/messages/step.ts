/** What a message of a conversation tells, in its order. */
export type Step =
  | { readonly kind: 'words'; readonly text: string }
  | {
      readonly kind: 'call'
      readonly id: string
      readonly name: string
      readonly input: unknown
    }
  | {
      readonly kind: 'result'
      readonly id?: string | undefined
      readonly name?: string | undefined
      readonly output: string
      readonly failed?: boolean | undefined
    }
  /** Another message of the model's begins inside the same record. */
  | { readonly kind: 'message' }
