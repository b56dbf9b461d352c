// Keeps what is shown up to date: asks for the same page, and changes only the pieces that differ, so that the text box,
// an open list and the reader's place stay as they are.
const live = document.getElementById('live')
const isAtEnd = () => live.scrollHeight - live.scrollTop - live.clientHeight < 80
const toEnd = () => {
  if (live.querySelector('.bubbles')) live.scrollTop = live.scrollHeight
}

function renew(next) {
  const wasAtEnd = isAtEnd()
  const [list, wanted] = [live.querySelector('ul, ol'), next.querySelector('ul, ol')]
  if (list && wanted) renewPieces(list, wanted)
  const rest = (root) => [...root.children].filter((child) => !child.matches('ul, ol'))
  if (!list !== !wanted) live.replaceChildren(...next.childNodes)
  else if (
    rest(live).some((child, place) => child.outerHTML !== rest(next)[place]?.outerHTML) ||
    rest(live).length !== rest(next).length
  ) {
    for (const child of rest(live)) child.remove()
    live.append(...rest(next))
  }
  if (wasAtEnd) toEnd()
}

function renewPieces(list, wanted) {
  const there = new Map([...list.children].map((piece) => [piece.dataset.id, piece]))
  const pieces = [...wanted.children].map((piece) => {
    const old = there.get(piece.dataset.id)
    // What is being used is left alone until the next round.
    if (old && (old.dataset.was === piece.outerHTML || old.contains(document.activeElement))) return old
    piece.dataset.was = piece.outerHTML
    return piece
  })
  if (pieces.length !== list.children.length || pieces.some((piece, place) => piece !== list.children[place]))
    list.replaceChildren(...pieces)
}

async function look() {
  try {
    const address = new URL(location.href)
    if (document.hidden) address.searchParams.set('seen', 'no')
    const answer = await fetch(address, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const next = page.getElementById('live')
    if (answer.ok && next) renew(next)
    document.body.classList.remove('gone')
  } catch {
    document.body.classList.add('gone')
  }
  setTimeout(look, 1000)
}

for (const piece of live.querySelectorAll('[data-id]')) piece.dataset.was = piece.outerHTML
toEnd()
setTimeout(look, 1000)
