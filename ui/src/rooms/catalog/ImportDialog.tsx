import {
  Alert,
  Button,
  Checkbox,
  FileButton,
  Modal,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask } from '../../ground/Ask';
import { useAct } from '../../ground/act';
import { api } from '../../ground/api';
import styles from './Topology.module.css';
import { guessFormat, type ImportReport, importFormats, reportLines, type TopologyImport } from './topology';

/** Takes a topology in, and says what became of each part of it. */
export function ImportDialog({ close }: { close: () => void }) {
  const [format, setFormat] = useState('native');
  const [source, setSource] = useState('');
  const [complete, setComplete] = useState(false);
  const [text, setText] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const [made, setMade] = useState<TopologyImport | null>(null);
  const take = useAct({
    run: async () =>
      (
        await api.text<{ import: TopologyImport }>('POST', '/topology/imports', text, 'text/plain', {
          format,
          source: source.trim(),
          complete,
        })
      ).import,
    reload: [['entities'], ['topology']],
    inDialog: true,
    after: setMade,
  });
  const read = async (chosen: File | null) => {
    if (chosen === null) return;
    const content = await chosen.text();
    setText(content);
    setFile(chosen.name);
    const guessed = guessFormat(chosen.name, content);
    if (guessed !== null) setFormat(guessed);
    if (source === '') setSource(chosen.name.replace(/\.[^.]*$/, '').slice(0, 64));
  };
  if (made !== null) {
    return (
      <Modal opened onClose={close} title="Imported" size="lg">
        <Stack gap="md">
          <Alert color="teal" role="status" title={`Taken from ${made.source}`}>
            <Report report={made.report} />
          </Alert>
          <Button onClick={close}>Done</Button>
        </Stack>
      </Modal>
    );
  }
  return (
    <Ask
      title="Import a topology"
      opened
      close={close}
      size="lg"
      by={take}
      label="Import"
      disabled={text.trim() === ''}
    >
      <div className={styles.drop}>
        <FileButton onChange={read} accept=".json,.csv,.yaml,.yml,.txt">
          {(given) => (
            <Button {...given} variant="default" leftSection={<IconUpload size={16} />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {file ?? 'or paste the text below'}
        </Text>
      </div>
      <Select
        label="Format"
        description={importFormats.find(({ value }) => value === format)?.hint}
        data={importFormats.map(({ value, label }) => ({ value, label }))}
        value={format}
        allowDeselect={false}
        onChange={(value) => setFormat(value ?? 'native')}
      />
      <TextInput
        label="Source"
        description="A name for where it comes from. A later import of the same source replaces what this one said."
        placeholder={format}
        maxLength={64}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <Checkbox
        label="This is everything that the source knows"
        description="What it named before and names no longer becomes stale"
        checked={complete}
        onChange={(event) => setComplete(event.currentTarget.checked)}
      />
      <Textarea
        label="Text"
        autosize
        minRows={5}
        maxRows={12}
        classNames={{ input: 'mono' }}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setFile(null);
        }}
      />
    </Ask>
  );
}

/** What an import did. */
export function Report({ report, folded = false }: { report: Partial<ImportReport>; folded?: boolean }) {
  const lines = reportLines(report);
  const items = report.skipped_items ?? [];
  const inside = (
    <ul className={styles.report}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {items.length > 0 && (
        <li>
          Not taken, or not as it stands there:
          <ul className={styles.report}>
            {items.slice(0, 50).map((item) => (
              <li key={`${item.place} ${item.id} ${item.why}`}>
                <span className="mono">{item.place}</span>
                {item.id !== null && ` (${item.id})`}: {item.why}
              </li>
            ))}
            {items.length > 50 && <li>… and {items.length - 50} more</li>}
          </ul>
        </li>
      )}
    </ul>
  );
  if (!folded) return inside;
  return (
    <details className={styles.folded}>
      <summary>{lines.slice(0, 2).join(', ')}</summary>
      {inside}
    </details>
  );
}
