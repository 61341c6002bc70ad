import { Group, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { NumberField } from '../../ground/NumberField';
import { headerLines, headersOf, noHeader, type Probe, probeKinds } from './checks';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What is asked, and which answer is well. */
export function ProbeFields({
  probe,
  set,
  path = 'probe',
}: {
  probe: Probe;
  set: (probe: Probe) => void;
  /** How the wire names it. */
  path?: string;
}) {
  const [headers, setHeaders] = useState(headerLines(probe.headers));
  const odd = noHeader(headers);
  const change = (more: Partial<Probe>) => set({ ...probe, ...more });
  return (
    <>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Select
          label="Kind"
          data={Object.entries(probeKinds).map(([value, { label }]) => ({ value, label }))}
          value={probe.kind}
          allowDeselect={false}
          onChange={(kind) => change({ kind: (kind ?? 'http') as Probe['kind'] })}
          w={130}
        />
        <TextInput
          label="Target"
          data-field={`${path}.target`}
          required
          placeholder={probeKinds[probe.kind].hint}
          value={probe.target}
          onChange={(event) => change({ target: event.currentTarget.value })}
          flex={1}
        />
      </Group>
      {probe.kind === 'http' && (
        <>
          <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm">
            <Select
              label="Method"
              data-field={`${path}.method`}
              data={methods}
              value={probe.method}
              allowDeselect={false}
              onChange={(method) => change({ method: method ?? 'GET' })}
            />
            <TextInput
              label="Well is"
              data-field={`${path}.status`}
              placeholder="2xx,3xx"
              value={probe.status}
              onChange={(event) => change({ status: event.currentTarget.value })}
            />
            <NumberField
              label="Slowest, in ms"
              data-field={`${path}.slowest_milliseconds`}
              min={1}
              value={probe.slowest_milliseconds ?? ''}
              onChange={(value) => change({ slowest_milliseconds: value === '' ? null : Number(value) })}
            />
          </SimpleGrid>
          <TextInput
            label="The answer must hold"
            data-field={`${path}.contains`}
            value={probe.contains ?? ''}
            onChange={(event) => change({ contains: event.currentTarget.value || null })}
          />
          <Textarea
            label="Headers"
            data-field={`${path}.headers`}
            description="One a line: Name: value. Saved values are never shown again; leave the line as it is to keep one"
            autosize
            minRows={1}
            classNames={{ input: 'mono' }}
            error={odd === undefined ? undefined : `“${odd}” is no header such as Accept: text/html`}
            value={headers}
            onChange={(event) => {
              setHeaders(event.currentTarget.value);
              change({ headers: headersOf(event.currentTarget.value) });
            }}
          />
          {probe.method !== 'GET' && probe.method !== 'HEAD' && (
            <Textarea
              label="Body"
              data-field={`${path}.body`}
              autosize
              minRows={2}
              classNames={{ input: 'mono' }}
              value={probe.body ?? ''}
              onChange={(event) => change({ body: event.currentTarget.value })}
            />
          )}
        </>
      )}
      {probe.kind === 'dns' && (
        <TextInput
          label="Must lead to"
          data-field={`${path}.contains`}
          placeholder="Any address"
          value={probe.contains ?? ''}
          onChange={(event) => change({ contains: event.currentTarget.value || null })}
        />
      )}
      {probe.kind === 'tls' && (
        <NumberField
          label="The certificate must be valid for, in days"
          data-field={`${path}.expiry_days`}
          min={0}
          value={probe.expiry_days}
          onChange={(expiry_days) => change({ expiry_days })}
        />
      )}
      {(probe.kind === 'tls' || probe.kind === 'http') && (
        <Textarea
          label="Own certificate authority"
          data-field={`${path}.ca_certificates`}
          description="Its certificate as PEM, when the host's is signed by one of your own. Then only that one is trusted."
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={1}
          maxRows={8}
          classNames={{ input: 'mono' }}
          value={probe.ca_certificates ?? ''}
          onChange={(event) => change({ ca_certificates: event.currentTarget.value || null })}
        />
      )}
    </>
  );
}
