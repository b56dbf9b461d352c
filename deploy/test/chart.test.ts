import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stopLimitMs } from '#server/main/process-end.ts'
import { readConfig, settings } from '#server/platform/config.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { chartFolder, helm, type Manifest, only, render } from './chart.ts'
import { againstKubernetesTypes } from './kubernetes-types.ts'
import { notForContainers } from './not-for-containers.ts'

/** Everything that can be switched on, at once. */
const everything = {
  'ingress.enabled': 'true',
  'ingress.className': 'nginx',
  'ingress.tlsSecretName': 'hub-tls',
  'ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/proxy-body-size': '5m',
  'networkPolicy.ingressFrom[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name': 'ingress-nginx',
  'networkPolicy.egress[0].ports[0].port': '443',
  'metrics.enabled': 'true',
  'metrics.serviceMonitor.enabled': 'true',
  'metrics.serviceMonitor.labels.release': 'prometheus',
  'networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team': 'monitoring',
  'extraEnv[0].name': 'NODE_EXTRA_CA_CERTS',
  'extraEnv[0].value': '/etc/own-ca/ca.pem',
  'extraEnvFrom[0].secretRef.name': 'more',
  'extraVolumes[0].name': 'own-ca',
  'extraVolumes[0].configMap.name': 'own-ca',
  'extraVolumeMounts[0].name': 'own-ca',
  'extraVolumeMounts[0].mountPath': '/etc/own-ca',
  'image.pullSecrets[0].name': 'registry',
  'image.digest': `sha256:${'ab'.repeat(32)}`,
  'api.podAnnotations.team': 'shop',
  'api.nodeSelector.kubernetes\\.io/arch': 'amd64',
  'api.tolerations[0].operator': 'Exists',
  'serviceAccount.annotations.a': 'b',
}
const maintenance = { 'maintenance.enabled': 'true' }
const external = {
  'secret.existing': '',
  'secret.external.enabled': 'true',
  'secret.external.storeRef.name': 'vault',
  'secret.external.data.DATABASE_URL.key': 'crossdock',
  'secret.external.data.DATABASE_URL.property': 'database-url',
  'secret.external.data.CROSSDOCK_MASTER_KEY.key': 'crossdock',
}
const within = {
  'secret.existing': '',
  'secret.values.DATABASE_URL': 'postgres://a:b@c/d',
  'secret.values.CROSSDOCK_MASTER_KEY': 'k',
}

describe.skipIf(!deployTools(process.env).helm)('the chart', () => {
  test.each([
    ['the least', {}],
    ['everything', everything],
    ['an external secret', external],
    ['secrets within', within],
    ['maintenance', { ...everything, ...maintenance }],
  ])('with %s, Helm’s linter finds nothing', (_, values) => {
    const { stdout, stderr, status } = helm('lint --strict', {
      publicUrl: 'https://hub.example.com',
      'secret.existing': 's',
      ...values,
    })

    expect([status, stderr, stdout.match(/\[(WARNING|ERROR)\].*/g)]).toEqual([0, '', null])
  })

  test.each([
    ['the least', {}],
    ['everything', everything],
    ['an external secret', external],
    ['secrets within', within],
    ['maintenance', { ...everything, ...maintenance }],
  ])('with %s, every manifest is what Kubernetes means by its kind', (_, values) => {
    expect(againstKubernetesTypes(render(values))).toEqual([])
  })

  test('a field that does not exist, one that is missing and one of the wrong type would be seen', () => {
    const [misspelt, incomplete, mistyped] = ['api', 'worker', 'worker'].map((role) =>
      only(render(), 'Deployment', `crossdock-${role}`),
    ) as [Manifest, Manifest, Manifest]
    misspelt.spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem = true
    incomplete.spec.selector = undefined
    mistyped.spec.replicas = '2'

    const found = againstKubernetesTypes([misspelt, incomplete, mistyped]).join('\n')

    expect(found).toMatch(/readOnlyRootFileSystem.* does not exist in type 'ISecurityContext'/)
    expect(found).toMatch(/Property '"selector"' is missing/)
    expect(found).toMatch(/Type 'string' is not assignable to type 'number'/)
  })

  test.each([
    [{ publicUrl: '' }, 'publicUrl'],
    [{ publicUrl: 'https://hub.example.com/path' }, 'publicUrl'],
    [{ 'secret.existing': '' }, 'Choose one of secret.existing'],
    [{ 'secret.values.DATABASE_URL': 'x' }, 'chosen: secret.existing, secret.values'],
    [{ 'api.replica': '2' }, "'replica' not allowed"],
    [{ 'worker.concurrency': '0' }, '/worker/concurrency'],
    [{ 'ingress.paths[0]': '/metrics' }, '/ingress/paths/0'],
    [{ terminationGracePeriodSeconds: '30' }, 'a stop takes up to 37000 ms'],
    [{ 'image.digest': 'latest' }, '/image/digest'],
    [{ 'settings.SMPT_URL': 'smtp://mail' }, "invalid propertyName 'SMPT_URL'"],
    // Whoever may read a ConfigMap would read it.
    [{ 'settings.SMTP_URL': 'smtp://user:password@mail' }, "invalid propertyName 'SMTP_URL'"],
  ])('refuses %s, and says why', (values, why) => {
    const { status, stderr } = helm('template crossdock', {
      publicUrl: 'https://hub.example.com',
      'secret.existing': 's',
      ...values,
    })

    expect(status).not.toBe(0)
    expect(stderr).toContain(why)
  })

  test('the hub understands its settings, and the time to stop is longer than it may take', () => {
    const manifests = render({ 'metrics.enabled': 'true' })
    const { data = {} } = only(manifests, 'ConfigMap')

    const config = readConfig(data)

    expect(Object.keys(data).filter((name) => !(name in settings))).toEqual([])
    for (const { spec } of manifests.filter(({ kind }) => kind === 'Deployment')) {
      expect(spec.template.spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(stopLimitMs(config))
      const own = spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name)
      expect(own.filter((name: string) => !(name in settings))).toEqual([])
    }
  })

  test('no container runs as root, writes to its image, gains a right or holds a token of the cluster', () => {
    const pods = podsOf(render({ ...everything, ...maintenance }))

    expect(pods.map(({ name }) => name).sort()).toEqual([
      'crossdock-api',
      'crossdock-maintenance',
      'crossdock-migrate',
      'crossdock-worker',
    ])
    for (const { spec } of pods) {
      expect(spec.automountServiceAccountToken).toBe(false)
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      for (const container of spec.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(container.resources.limits.memory).toBeTruthy()
      }
    }
  })

  test('the migration runs before everything else, and leans on nothing that comes later', () => {
    const manifests = render()
    const job = only(manifests, 'Job')
    const later = manifests
      .filter(({ metadata }) => !metadata.annotations?.['helm.sh/hook'])
      .map(({ metadata }) => metadata.name)

    expect(job.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade')
    expect(job.spec.template.spec.serviceAccountName).toBeUndefined()
    const leansOn = JSON.stringify(job.spec.template.spec.containers[0].envFrom)
    for (const name of later) expect(leansOn).not.toContain(`"${name}"`)
  })

  test.each([
    ['an external secret', external, 'ExternalSecret'],
    ['secrets within', within, 'Secret'],
  ])('%s is there before the migration', (_, values, kind) => {
    const annotations = only(render(values), kind).metadata.annotations ?? {}

    expect(annotations['helm.sh/hook']).toBe('pre-install,pre-upgrade')
    expect(Number(annotations['helm.sh/hook-weight'])).toBeLessThan(0)
  })

  test('only the paths of the hub lead in, by the name in publicUrl', () => {
    const { spec } = only(render(everything), 'Ingress')

    expect(spec.rules[0].host).toBe('hub.example.com')
    expect(spec.rules[0].http.paths.map(({ path }: { path: string }) => path)).toEqual([
      '/hooks/',
      '/v1/',
      '/livez',
      '/readyz',
    ])
    expect(spec.tls).toEqual([{ hosts: ['hub.example.com'], secretName: 'hub-tls' }])
  })

  test('api and worker are selected apart from each other, everywhere', () => {
    const manifests = render(everything)
    const labels = (role: string) => only(manifests, 'Deployment', `crossdock-${role}`).spec.template.metadata.labels
    const matches = (selector: Record<string, string>, role: string) =>
      Object.entries(selector).every(([name, value]) => labels(role)[name] === value)

    for (const { kind, metadata, spec } of manifests) {
      const selector =
        kind === 'Service'
          ? spec.selector
          : (spec?.selector?.matchLabels ?? (kind === 'NetworkPolicy' ? spec.podSelector.matchLabels : null))
      // Of the metrics each pod is asked, whatever it does.
      if (!selector || metadata.labels?.['app.kubernetes.io/component'] === 'metrics' || kind === 'ServiceMonitor')
        continue
      const role = metadata.labels?.['app.kubernetes.io/component'] ?? ''
      expect([kind, metadata.name, matches(selector, 'api'), matches(selector, 'worker')]).toEqual([
        kind,
        metadata.name,
        role === 'api',
        role === 'worker',
      ])
    }
  })

  test('metrics have a port of their own: with a token, away from the ingress, and a worker is asked there whether it lives', () => {
    const manifests = render(everything)
    const { spec } = only(manifests, 'ServiceMonitor')
    const service = only(manifests, 'Service', 'crossdock-metrics')
    const [worker] = only(manifests, 'Deployment', 'crossdock-worker').spec.template.spec.containers

    for (const [name, value] of Object.entries(spec.selector.matchLabels))
      expect(service.metadata.labels?.[name]).toBe(value)
    expect(spec.endpoints[0].authorization.credentials).toEqual({ name: 'crossdock-secrets', key: 'METRICS_TOKEN' })
    expect(service.spec.clusterIP).toBe('None')
    expect(worker.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'metrics' })
    expect(JSON.stringify(only(manifests, 'Ingress'))).not.toContain('metrics')
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy')
    for (const policy of policies) {
      const rule = policy.spec.ingress.find(({ ports }: { ports: { port: string }[] }) => ports[0]?.port === 'metrics')
      expect(rule.from).toEqual([{ namespaceSelector: { matchLabels: { team: 'monitoring' } } }])
    }
  })

  test('without metrics nothing of a worker can be called, and it is asked from inside whether it lives', () => {
    const manifests = render()
    const [worker] = only(manifests, 'Deployment', 'crossdock-worker').spec.template.spec.containers

    expect(worker.ports).toBeUndefined()
    expect(worker.livenessProbe.exec.command).toEqual(['crossdock', 'alive'])
    expect(worker.env).toContainEqual({ name: 'METRICS_PORT', value: '9464' })
    expect(JSON.stringify(worker.env)).not.toContain('METRICS_HOST')
    expect(only(manifests, 'NetworkPolicy', 'crossdock-worker').spec).toMatchObject({ policyTypes: ['Ingress'] })
    expect(only(manifests, 'NetworkPolicy', 'crossdock-worker').spec.ingress).toBeUndefined()
  })

  test('unless it is told who may, whoever reaches the api may call it: an ingress in the network of its node is no pod', () => {
    const rules = (values: Record<string, string>) =>
      only(render(values), 'NetworkPolicy', 'crossdock-api').spec.ingress as { from?: unknown }[]

    expect(rules({})).toEqual([{ ports: [{ port: 'http' }] }])
    expect(rules(everything).map(({ from }) => from)).not.toContain(undefined)
  })

  test('for maintenance every hub is stopped, and one pod has their settings and room for a backup', () => {
    const manifests = render(maintenance)
    const [pod] = only(manifests, 'Deployment', 'crossdock-maintenance').spec.template.spec.containers
    const [hub] = only(manifests, 'Deployment', 'crossdock-worker').spec.template.spec.containers

    for (const role of ['api', 'worker'])
      expect(only(manifests, 'Deployment', `crossdock-${role}`).spec.replicas).toBe(0)
    // It would bring them back.
    expect(manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([])
    expect(pod.envFrom).toEqual(hub.envFrom)
    expect(pod.volumeMounts).toContainEqual({ name: 'space', mountPath: '/mnt' })
    expect(render().filter(({ metadata }) => metadata.name === 'crossdock-maintenance')).toEqual([])
  })

  test('every setting of the hub is a value, a key of the secret, or named here with the reason why it is neither', () => {
    const secret = [
      'DATABASE_URL',
      'DATABASE_DIRECT_URL',
      'DATABASE_APP_URL',
      'DATABASE_INTAKE_URL',
      'DATABASE_BELL_URL',
      'CROSSDOCK_MASTER_KEY',
      'REDIS_URL',
      'METRICS_TOKEN',
      'SMTP_URL',
    ]
    const fromOtherValues = ['PUBLIC_URL', 'ROLE', 'WORKER_CONCURRENCY', 'METRICS_PORT', 'METRICS_HOST']
    const schema = JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8'))

    const values: string[] = schema.properties.settings.propertyNames.enum
    const known = [...values, ...secret, ...fromOtherValues, ...Object.keys(notForContainers)]

    expect(known.sort()).toEqual(Object.keys(settings).sort())
  })

  test('with autoscaling no number of replicas is set, which would undo it at every upgrade', () => {
    expect(only(render(), 'Deployment', 'crossdock-api').spec.replicas).toBeUndefined()
    expect(only(render(), 'HorizontalPodAutoscaler').spec.scaleTargetRef.name).toBe('crossdock-api')
    const without = render({ 'api.autoscaling.enabled': 'false' })
    expect(only(without, 'Deployment', 'crossdock-api').spec.replicas).toBe(2)
    expect(without.some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false)
  })

  test('a changed setting starts the pods anew', () => {
    const checksum = (manifests: Manifest[]) =>
      only(manifests, 'Deployment', 'crossdock-worker').spec.template.metadata.annotations['checksum/settings']

    expect(checksum(render({ 'settings.LOG_LEVEL': 'warn' }))).not.toBe(checksum(render()))
    expect(checksum(render())).toBe(checksum(render()))
  })

  test('the notes say how to see that it works', () => {
    const { stdout } = helm('install crossdock', undefined, ['--dry-run=client', '--hide-notes=false'])

    expect(stdout).toContain('crossdock doctor')
    expect(stdout).toContain('Lead /hooks/, /v1/, /livez, /readyz to the service crossdock')
  })
})

function podsOf(manifests: Manifest[]) {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map(({ metadata, spec }) => ({ name: metadata.name, spec: spec.template.spec }))
}
