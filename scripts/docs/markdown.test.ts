import { expect, test } from 'vitest'
import { readPage } from './markdown.ts'

test('finds links in prose, tables and references, and none in code', () => {
  const page = readPage(`[a](a.md) and \`[b](b.md)\`, [c](<c.md#x> "title")
| [d](../d.md) |
[e]: e.md
\`\`\`sh
[f](f.md)
\`\`\`
![g](g.png)`)

  expect(page.links).toEqual([
    { target: 'a.md', line: 1 },
    { target: 'c.md#x', line: 1 },
    { target: '../d.md', line: 2 },
    { target: 'e.md', line: 3 },
    { target: 'g.png', line: 7 },
  ])
})

test('makes anchors as GitHub does: punctuation gone, spaces as dashes, a number behind the second', () => {
  const page = readPage(
    "# What's `new`, and *why*?\n## Übersicht — 5.2\n## [A link](x.md)\n## Same\n## Same\n```\n# no heading\n```",
  )

  expect([...page.anchors]).toEqual(['whats-new-and-why', 'übersicht--52', 'a-link', 'same', 'same-1'])
})

test('reads the cells of tables', () => {
  expect(readPage('| a | b \\| c |\n| --- | :-: |\n| `d` | |').rows).toEqual([
    { cells: ['a', 'b \\| c'], line: 1 },
    { cells: ['`d`', ''], line: 3 },
  ])
})
