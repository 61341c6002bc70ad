import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { counted } from '../../ground/counted';
import { Part, When } from '../../ground/Page';
import { inWords } from '../../ground/time';
import { readPhases } from './impact';
import styles from './Phases.module.css';

/** The waves in which an incident came; nothing as long as there was only one. */
export function Phases({ incidentId }: { incidentId: string }) {
  const query = useQuery({
    queryKey: ['incident', incidentId, 'phases'],
    queryFn: async ({ signal }) =>
      readPhases(await api.get<unknown>(`/incidents/${incidentId}/phases`, undefined, signal)),
  });
  const phases = query.data ?? [];
  if (phases.length < 2) return null;
  return (
    <Part
      title="Phases"
      lead="It had recovered and came again while it was being watched. That is the same incident, and no new page."
    >
      <ol className={styles.phases}>
        {phases.map((phase) => (
          <li key={phase.number}>
            <Text size="sm">
              <strong>Phase {phase.number}</strong>
              {phase.afterSeconds !== null && `, ${inWords(phase.afterSeconds)} after the recovery`}
              {' · '}
              <When at={phase.began} as="short" />
              {' – '}
              {phase.ended === null ? 'now' : <When at={phase.ended} as="short" />}
              {' · '}
              {counted(phase.alerts, 'alert')}
            </Text>
            {phase.number > 1 && (
              <Text size="sm" c="dimmed">
                {phase.reason}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </Part>
  );
}
