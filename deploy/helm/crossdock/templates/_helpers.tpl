{{- define "crossdock.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- define "crossdock.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "crossdock.labels" -}}
{{ include "crossdock.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "crossdock.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "crossdock.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "crossdock.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end -}}
{{- end }}

{{/* The name of the Secret, and a refusal unless exactly one way to it is chosen. */}}
{{- define "crossdock.secret" -}}
{{- $ways := list -}}
{{- if .Values.secret.existing }}{{ $ways = append $ways "secret.existing" }}{{ end -}}
{{- if .Values.secret.external.enabled }}{{ $ways = append $ways "secret.external" }}{{ end -}}
{{- if .Values.secret.values }}{{ $ways = append $ways "secret.values" }}{{ end -}}
{{- if ne (len $ways) 1 }}{{ fail (printf "Choose one of secret.existing, secret.external and secret.values; chosen: %s." ($ways | join ", " | default "none")) }}{{ end -}}
{{- .Values.secret.existing | default (include "crossdock.name" .) -}}
{{- end }}

{{- define "crossdock.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "crossdock.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* What api and worker have in common; called with (dict "top" $ "role" "api" "own" .Values.api). */}}
{{- define "crossdock.podTemplate" -}}
{{- $top := .top -}}
metadata:
  labels:
    {{- include "crossdock.labels" $top | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
  annotations:
    # Settings are read once, at the start: a changed one starts the pods anew.
    checksum/settings: {{ include (print $top.Template.BasePath "/configmap.yaml") $top | sha256sum }}
    {{- if $top.Values.secret.values }}
    checksum/secret: {{ $top.Values.secret.values | toJson | sha256sum }}
    {{- end }}
    {{- with .own.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "crossdock.serviceAccount" $top }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $top.Values.terminationGracePeriodSeconds }}
  {{- with $top.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "crossdock.podSecurity" $top | nindent 4 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "crossdock.selector" $top | nindent 10 }}
          app.kubernetes.io/component: {{ .role }}
  containers:
    - name: hub
      image: {{ include "crossdock.image" $top }}
      imagePullPolicy: {{ $top.Values.image.pullPolicy }}
      args: [server]
      env:
        - name: ROLE
          value: {{ .role }}
        {{- if eq .role "worker" }}
        - name: WORKER_CONCURRENCY
          value: {{ .own.concurrency | quote }}
        {{- end }}
        {{- if or $top.Values.metrics.enabled (eq .role "worker") }}
        # Without metrics only inside the pod: where a worker is asked whether it lives.
        - name: METRICS_PORT
          value: {{ $top.Values.metrics.port | quote }}
        {{- end }}
        {{- if $top.Values.metrics.enabled }}
        - name: METRICS_HOST
          value: 0.0.0.0
        {{- end }}
        {{- with $top.Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      envFrom:
        - configMapRef: { name: {{ include "crossdock.name" $top }} }
        - secretRef: { name: {{ include "crossdock.secret" $top }} }
        {{- with $top.Values.extraEnvFrom }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- if or (eq .role "api") $top.Values.metrics.enabled }}
      ports:
        {{- if eq .role "api" }}
        - { name: http, containerPort: 8000 }
        {{- end }}
        {{- if $top.Values.metrics.enabled }}
        - { name: metrics, containerPort: {{ $top.Values.metrics.port }} }
        {{- end }}
      {{- end }}
      {{- if eq .role "worker" }}
      # One that hangs is started anew; its lanes are taken over when their leases end.
      livenessProbe:
        {{- if $top.Values.metrics.enabled }}
        httpGet: { path: /livez, port: metrics }
        {{- else }}
        exec: { command: [crossdock, alive] }
        {{- end }}
        initialDelaySeconds: 20
        periodSeconds: 20
        timeoutSeconds: 10
        failureThreshold: 6
      {{- end }}
      {{- if eq .role "api" }}
      startupProbe:
        httpGet: { path: /livez, port: http }
        periodSeconds: 2
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /livez, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      # Says 503 for SHUTDOWN_NOTICE_MS before it stops, and while the database is away.
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 3
        timeoutSeconds: 5
        failureThreshold: 2
      {{- end }}
      resources:
        {{- toYaml .own.resources | nindent 8 }}
      securityContext:
        {{- include "crossdock.containerSecurity" $top | nindent 8 }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- with $top.Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    {{- with $top.Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .own.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .own.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .own.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
