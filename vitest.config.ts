import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// Tests must prove what production runs: the workers fork from this very process, so it has to be the pinned Node.
const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))
if (process.version !== `v${dependencies.node}`) {
  throw new Error(
    `Tests run under Node ${dependencies.node}, this is ${process.version}. Use: npm run vitest -- [args…]`,
  )
}

const everywhere = {
  environment: 'node' as const,
  retry: 0, // a test that passes at the second try is a bug not yet found
  testTimeout: 10_000, // scripts/vitest/time-limits.ts gives contract tests and flows more
  hookTimeout: 60_000,
  setupFiles: ['./scripts/vitest/time-limits.ts', './scripts/vitest/strict-silence.ts'],
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%', // tests wait for servers more than they compute
    reporters: ['default'],
    allowOnly: !process.env.CI,
    projects: [
      {
        test: {
          ...everywhere,
          name: 'server',
          include: ['apps/server/{src,test}/**/*.test.ts'],
          globalSetup: ['./apps/server/test/harness/global-setup.ts'],
        },
      },
      {
        test: {
          ...everywhere,
          name: 'rest',
          include: ['apps/*/{src,test}/**/*.test.ts', 'packages/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'apps/server/**'],
        },
      },
      {
        test: {
          ...everywhere,
          name: 'deploy',
          include: ['deploy/test/**/*.test.ts'],
          // Images are built and servers started; each of these tests is a journey.
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
