import { type Html, html } from './html.ts'

export function frame(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<div class="phone">
${content}
</div>
</body>
</html>
`
}

/** Hours and minutes, with the day when it is not today. In the machine's own time zone: whoever looks sits before it. */
export function clockTime(at: number, now: number): Html {
  const then = new Date(at)
  const sameDay = then.toDateString() === new Date(now).toDateString()
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const day = sameDay ? '' : `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} `
  return html`<time datetime="${then.toISOString()}">${day}${time}</time>`
}

/** +91 98765 43210: as people read a number. */
export function readable(digits: string): string {
  const indian = /^91(\d{5})(\d{5})$/.exec(digits)
  return indian ? `+91 ${indian[1]} ${indian[2]}` : `+${digits}`
}
