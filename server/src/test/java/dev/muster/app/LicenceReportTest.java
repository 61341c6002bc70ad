package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;

/// docs/licences.md lists every library with its licence, from the libraries' own words: run this test with -Dupdate-docs after
/// changing a dependency. It fails when a licence is unknown here, or asks for what an Apache-licensed product cannot give.
class LicenceReportTest {
  /// Words in a licence's name, the first that fits wins, and what we call it.
  private static final Map<String, String> KNOWN = known();

  private static Map<String, String> known() {
    var known = new java.util.LinkedHashMap<String, String>();
    known.put("affero|agpl", "AGPL");
    known.put("lesser|lgpl", "LGPL");
    known.put("class ?path", "GPL with the class path exception");
    known.put("gnu general|\\bgpl", "GPL");
    known.put("apache|\\basl", "Apache-2.0");
    known.put("eclipse distribution|\\bedl|bsd.?3|new bsd|revised bsd|bsd-3", "BSD-3-Clause");
    known.put("eclipse public|\\bepl", "EPL");
    known.put("universal|cc0", "CC0");
    known.put("bsd.?2|simplified", "BSD-2-Clause");
    known.put("golang.org/license", "BSD-3-Clause"); // Go's own, which is that one
    known.put("bsd", "BSD");
    known.put("mit-0", "MIT-0");
    known.put("\\bmit\\b|mit license", "MIT");
    known.put("\\bisc\\b", "ISC");
    known.put("0bsd", "0BSD");
    known.put("mozilla|mpl", "MPL");
    known.put("cddl|common development", "CDDL");
    known.put("postgresql", "PostgreSQL");
    known.put("public domain|unlicense", "public domain");
    known.put("unicode", "Unicode");
    return known;
  }

  /// What may not be the only licence of a library.
  private static final List<String> REFUSED = List.of("AGPL", "GPL");

  private record Library(String name, List<String> licences) {}

  @Test
  void every_library_has_a_licence_that_fits() throws IOException {
    var wrong = new ArrayList<String>();
    var libraries = new ArrayList<>(jars(wrong));
    var pages = pages(wrong);
    for (List<Library> all : List.of(libraries, pages)) {
      for (Library library : all) {
        if (library.licences().stream().allMatch(REFUSED::contains)) {
          wrong.add(library.name() + " is under " + library.licences());
        }
      }
    }
    assertThat(wrong).isEmpty();
    var page = Path.of("..", "docs", "licences.md");
    String expected = render(libraries, pages);
    if (System.getProperty("update-docs") != null) {
      Files.writeString(page, expected);
    }
    String kept = Files.readString(page);
    for (List<Library> all : List.of(libraries, pages)) {
      for (Library library : all) {
        assertThat(kept)
            .as("docs/licences.md is out of date; write it anew with -Dupdate-docs")
            .contains(row(library));
      }
    }
  }

  @Test
  void a_licence_that_does_not_fit_is_found() {
    assertThat(called("GNU Affero General Public License v3")).isEqualTo("AGPL");
    assertThat(called("GNU General Public License, version 2")).isEqualTo("GPL");
    assertThat(called("GPL2 w/ CPE class path exception"))
        .isEqualTo("GPL with the class path exception");
    assertThat(called("The Apache Software License, Version 2.0")).isEqualTo("Apache-2.0");
    assertThat(called("of our own")).isNull();
  }

  private static @Nullable String called(String licence) {
    String lower = licence.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> one : KNOWN.entrySet()) {
      if (lower.matches("(?s).*(?:" + one.getKey() + ").*")) {
        return one.getValue();
      }
    }
    return null;
  }

  /// The libraries that this test runs on. Under Maven these are the server's and its tests'; the page was written with those of
  /// the drills and benchmarks beside them.
  private static List<Library> jars(List<String> wrong) {
    var found = new TreeMap<String, Library>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(java.io.File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (!entry.endsWith(".jar") || jar.getNameCount() < 4) {
        continue;
      }
      int names = jar.getNameCount();
      String version = jar.getName(names - 2).toString();
      String artifact = jar.getName(names - 3).toString();
      Path pom = jar.resolveSibling(artifact + "-" + version + ".pom");
      if (!Files.exists(pom) || artifact.startsWith("muster")) {
        continue;
      }
      var licences = new TreeSet<String>();
      String group = group(pom, repository(jar, artifact, pom), licences, wrong);
      if (licences.isEmpty()) {
        wrong.add(group + ":" + artifact + " names no licence");
      }
      found.put(group + ":" + artifact, new Library(group + ":" + artifact, List.copyOf(licences)));
    }
    return List.copyOf(found.values());
  }

  /// The folder that the group's folders are in.
  private static Path repository(Path jar, String artifact, Path pom) {
    String group = text(root(pom), "groupId");
    if (group == null) {
      Element parent = child(root(pom), "parent");
      group = parent == null ? artifact : text(parent, "groupId");
    }
    int folders = 3 + String.valueOf(group).split("\\.", -1).length;
    return Path.of("/").resolve(jar.subpath(0, jar.getNameCount() - folders));
  }

  /// Gathers what the description or, when it is silent, its parent says; answers the group.
  private static String group(Path pom, Path repository, Set<String> licences, List<String> wrong) {
    Element project = root(pom);
    Element parent = child(project, "parent");
    String group = text(project, "groupId");
    if (group == null && parent != null) {
      group = text(parent, "groupId");
    }
    Element all = child(project, "licenses");
    if (all != null) {
      for (Element licence : children(all)) {
        String name = String.valueOf(text(licence, "name")) + " " + text(licence, "url");
        String called = called(name);
        if (called == null) {
          wrong.add(pom.getFileName() + ": unknown licence " + name);
        } else {
          licences.add(called);
        }
      }
    }
    if (licences.isEmpty() && parent != null) {
      String artifact = String.valueOf(text(parent, "artifactId"));
      String version = String.valueOf(text(parent, "version"));
      Path above =
          repository
              .resolve(String.valueOf(text(parent, "groupId")).replace('.', '/'))
              .resolve(artifact)
              .resolve(version)
              .resolve(artifact + "-" + version + ".pom");
      if (Files.exists(above)) {
        group(above, repository, licences, wrong);
      }
    }
    return String.valueOf(group);
  }

  private static Element root(Path pom) {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document = factory.newDocumentBuilder().parse(pom.toFile());
      return document.getDocumentElement();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (SAXException | ParserConfigurationException broken) {
      throw new IllegalStateException(pom.toString(), broken);
    }
  }

  private static List<Element> children(Element of) {
    var children = new ArrayList<Element>();
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private static @Nullable Element child(Element of, String name) {
    return children(of).stream()
        .filter(element -> element.getTagName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String text(Element of, String name) {
    Element child = child(of, name);
    return child == null ? null : child.getTextContent().strip();
  }

  /// The libraries of the web interface, from the file that fixes their versions.
  private static List<Library> pages(List<String> wrong) throws IOException {
    var found = new TreeMap<String, Library>();
    JsonNode lock =
        Json.mapper().readTree(Files.readString(Path.of("..", "ui", "package-lock.json")));
    for (Map.Entry<String, JsonNode> one : lock.get("packages").properties()) {
      JsonNode library = one.getValue();
      if (one.getKey().isEmpty() || library.path("dev").asBoolean(false)) {
        continue;
      }
      String name = one.getKey().substring(one.getKey().lastIndexOf("node_modules/") + 13);
      String licence = library.path("license").asString("");
      List<String> called =
          Arrays.stream(licence.replaceAll("[()]", "").split(" OR ", -1))
              .map(LicenceReportTest::called)
              .filter(java.util.Objects::nonNull)
              .toList();
      if (called.isEmpty()) {
        wrong.add(name + ": unknown licence '" + licence + "'");
      }
      found.put(name, new Library(name, called));
    }
    return List.copyOf(found.values());
  }

  private static String render(List<Library> jars, List<Library> pages) {
    var page =
        new StringBuilder(
            """
            # Licences

            Every library that the product and its tests stand on, with the licences that it offers, from the libraries' own
            descriptions. Muster itself is under the [Apache License 2.0](../LICENSE). The build fails when a library offers
            nothing but the GPL or AGPL, or a licence that nobody has looked at. Why each direct dependency is here:
            [dependencies](dependencies.md).

            This page is generated; `LicenceReportTest` says how.

            ## Server, drills and benchmarks, with what tests them

            | library | licence |
            |---|---|
            """);
    jars.forEach(one -> page.append(row(one)));
    page.append("\n## Web interface\n\n| library | licence |\n|---|---|\n");
    pages.forEach(one -> page.append(row(one)));
    return page.toString();
  }

  private static String row(Library library) {
    return "| %s | %s |\n".formatted(library.name(), String.join(" or ", library.licences()));
  }
}
