import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import styles from './Graph.module.css';
import { type GraphLink, type GraphNode, joined, NODE_HEIGHT, NODE_WIDTH, placed } from './graph';

type Box = Node<{ node: GraphNode; direction: 'LR' | 'TB'; open?: (id: string) => void }, 'box'>;

function BoxView({ data }: NodeProps<Box>) {
  const { node, direction, open } = data;
  const across = direction === 'LR';
  const inside = (
    <>
      <span className={styles.name}>{node.name}</span>
      <span className={styles.kind}>
        {node.kind}
        {node.mark !== undefined && <strong>{node.mark}</strong>}
      </span>
    </>
  );
  return (
    <div className={styles.box} data-tone={node.tone} data-centre={node.centre || undefined}>
      <Handle type="target" position={across ? Position.Left : Position.Top} isConnectable={false} />
      {open === undefined ? (
        <div className={styles.inside}>{inside}</div>
      ) : (
        <button type="button" className={styles.inside} onClick={() => open(node.id)} title={node.name}>
          {inside}
        </button>
      )}
      <Handle type="source" position={across ? Position.Right : Position.Bottom} isConnectable={false} />
    </div>
  );
}

const boxes = { box: BoxView };

/** A map of things and what they rest on. Boxes open by click or key; a list of the same stands beside it on each page. */
export function Graph(props: {
  label: string;
  nodes: readonly GraphNode[];
  links: readonly GraphLink[];
  open?: (id: string) => void;
  height?: number;
}) {
  const scheme = useComputedColorScheme('light');
  const direction = globalThis.innerWidth < 700 ? 'TB' : 'LR';
  const { nodes, links, open } = props;
  const drawn = useMemo(() => {
    const one = joined(links);
    const places = placed(nodes, one, direction);
    const boxesDrawn: Box[] = nodes.map((node) => ({
      id: node.id,
      type: 'box',
      position: places.get(node.id) ?? { x: 0, y: 0 },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      focusable: false,
      selectable: false,
      ariaLabel: node.name,
      data: { node, direction, open },
    }));
    const lines: Edge[] = one.map((link) => ({
      id: `${link.from} ${link.to}`,
      source: link.from,
      target: link.to,
      label: link.name,
      focusable: false,
      selectable: false,
      className: link.strong ? styles.strong : link.dashed ? styles.dashed : undefined,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 18,
        height: 18,
        color: link.strong ? 'var(--graph-strong)' : 'var(--graph-line)',
      },
    }));
    return { boxesDrawn, lines };
  }, [nodes, links, open, direction]);
  // Laid out anew when other things are shown: the view then fits itself to them.
  const shown = nodes.map(({ id }) => id).join(' ');
  return (
    <section className={styles.graph} style={{ height: props.height ?? 420 }} aria-label={props.label}>
      <ReactFlow
        key={shown}
        nodes={drawn.boxesDrawn}
        edges={drawn.lines}
        nodeTypes={boxes}
        colorMode={scheme}
        nodesConnectable={false}
        nodesDraggable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        nodesFocusable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        fitView
        fitViewOptions={{ padding: 0.08, maxZoom: 1 }}
        minZoom={0.1}
        maxZoom={2}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}
