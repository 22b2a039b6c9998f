// The same in workerd.
import { portable } from './portable.mjs'

const worker = {
  async fetch(request) {
    // Each request has engines of its own.
    return Response.json(await portable(new URL(request.url).searchParams.get('models')))
  },
}

// oxlint-disable-next-line import/no-default-export -- what a worker is to export
export default worker
