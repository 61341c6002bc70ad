/** Ready-to-paste set-ups. `base` is the address people reach Muster at, without a slash at the end. */
export interface Snippet {
  id: string;
  name: string;
  text: string;
  hint: string;
}

export function snippets(base: string, key: string): Snippet[] {
  return [
    {
      id: 'curl',
      name: 'curl',
      hint: 'The Events API v2. With the same dedup_key, "acknowledge" and "resolve" speak of the same alert.',
      text: `curl -sS ${base}/v2/enqueue \\
  -H 'Content-Type: application/json' \\
  -d '{
    "routing_key": "${key}",
    "event_action": "trigger",
    "dedup_key": "disk-db-17",
    "payload": {
      "summary": "Disk 93 % full on db-17",
      "source": "db-17",
      "severity": "warning"
    }
  }'`,
    },
    {
      id: 'alertmanager',
      name: 'Alertmanager',
      hint: 'In alertmanager.yml; works with every version that has pagerduty_configs.',
      text: `receivers:
  - name: muster
    pagerduty_configs:
      - url: ${base}/v2/enqueue
        routing_key: ${key}
        send_resolved: true
        severity: '{{ or .CommonLabels.severity "error" }}'`,
    },
    {
      id: 'alertmanager-webhook',
      name: 'Alertmanager webhook',
      hint: 'One alert in Muster for each alert of Prometheus, with all labels and annotations.',
      text: `receivers:
  - name: muster
    webhook_configs:
      - url: ${base}/integrations/alertmanager/${key}
        send_resolved: true`,
    },
    {
      id: 'prometheus',
      name: 'Prometheus',
      hint: 'In prometheus.yml, without an Alertmanager in between: Prometheus sends its alerts to Muster itself.',
      text: `alerting:
  alertmanagers:
    - scheme: ${base.split(':')[0]}
      path_prefix: /integrations/prometheus/${key}
      static_configs:
        - targets: ['${base.replace(/^[a-z]+:\/\//, '')}']`,
    },
  ];
}
