// The site of docs/. Nothing of it is fetched from elsewhere: not its fonts, nor its search.
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { anchorOf } from '../../scripts/docs/anchors.ts'
import { repositoryLinks } from './markdown.ts'
import { sidebarOf } from './sidebar.ts'

const docs = join(import.meta.dirname, '..')
const sidebar = sidebarOf(docs)

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it.
export default defineConfig({
  title: 'Fanfold',
  description:
    "Runs the tool calls of a language model's turn side by side, safely, and answers every one of them.",
  lang: 'en',
  // Where the site lies on its server, with slashes around: `/fanfold/`.
  base: process.env['DOCS_BASE'] ?? '/',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites: { ':folder/README.md': ':folder/index.md' },
  markdown: {
    // GitHub's, so that a link to a heading leads there in both.
    anchor: { slugify: anchorOf },
    html: false,
    // Colours that can be read on grey.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: repositoryLinks(docs, process.env['DOCS_REPOSITORY']),
  },
  // The index of the search is one file, and is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    nav: ['Start', 'Guides', 'Recipes', 'Reference', 'Errors'].flatMap((text) => {
      const [first] = sidebar.find((group) => group.text === text)?.items ?? []
      return first === undefined ? [] : [{ text, link: first.link }]
    }),
    sidebar,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // Who searches wants to know how, then what exactly, then why. Runs in the browser, without what is around it.
            boostDocument: (page: string): number =>
              page.includes('/decisions/') ? 0.3 : page.includes('/reference/') ? 0.7 : 1,
          },
        },
      },
    },
  },
})
