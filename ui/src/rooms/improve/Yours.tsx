import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../ground/api';
import { percent } from '../../ground/chart';
import { Empty, Fact, Facts, Part, Waiting } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import type { Told } from './told';

/** How often Muster disturbed the person who looks, and how often that was worth it: whoever is woken judges the noise. */
export function Yours() {
  const query = useQuery({
    queryKey: ['noise', 'yours'],
    queryFn: async ({ signal }) =>
      (await api.get<{ pages: Told }>('/users/me/pages', undefined, signal)).pages,
  });
  const told = query.data;
  return (
    <Part
      title="Your pages"
      lead="The last 30 days. Say “This was noise” in a mail or on the incident, and alerts like it are doubted."
    >
      {query.isPending && <Waiting />}
      <ErrorBox error={query.error} again={() => query.refetch()} />
      {told !== undefined && told.messages === 0 && (
        <Empty title="You were told nothing">Nobody had a reason to disturb you in this time.</Empty>
      )}
      {told !== undefined && told.messages > 0 && (
        <>
          <Facts>
            <Fact name="Messages to you">{told.messages.toLocaleString('en-GB')}</Fact>
            <Fact name="Incidents">{told.incidents.total}</Fact>
            <Fact name="Worth it">{told.incidents.actionable}</Fact>
            <Fact name="Noise">{told.incidents.not_actionable}</Fact>
            <Fact name="Not judged">{told.incidents.unknown}</Fact>
            <Fact name="Share worth it">{percent(told.precision)}</Fact>
          </Facts>
          <Text size="sm" c="dimmed" mt="sm">
            {told.judged_by_people === 0
              ? 'Nobody has said so yet; this is what acts show.'
              : `Of these, ${told.judged_by_people} were judged by people; the others by what was done about them.`}
          </Text>
        </>
      )}
    </Part>
  );
}
