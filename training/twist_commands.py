"""The commands of the twist."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from training.options import console

app = typer.Typer()


@app.command("twist-score")
def twist_score(folder: Annotated[Path, typer.Argument(help="A paraphrase set: original.txt and modern*.txt, one "
                    "sentence a line.")],
                ):  # fmt: skip
    """Score the twist by BLEU against a paraphrase set of your own, as it is and modernised."""
    from zoo.twist.bleu import score

    found = score(folder)
    table = Table("text", "BLEU", box=None, title=f"{found.sentences:,} sentences, {found.references} references")
    table.add_row("as it is", f"{found.as_is:.1f}")
    table.add_row("modernised", f"{found.twisted:.1f}")
    console.print(table)


@app.command("twist-lexicon")
def twist_lexicon(texts: Annotated[Path, typer.Argument(help="Folder with the plays as .txt or .html files.")],
                  dictionary: Annotated[list[Path], typer.Option(help="A list of today's words; may be repeated.")],
                  into: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
                  ):  # fmt: skip
    """Count again which words of the plays are nouns, verbs and adjectives, for the rules of the twist."""
    from training.twist import write_lexicon
    from zoo.twist.lists import LEXICON

    parts, vocabulary = write_lexicon(texts, dictionary, into or LEXICON)
    console.print(f"{parts:,} words have counts and {vocabulary:,} are known, in {into or LEXICON}.")


@app.command("twist-dial")
def twist_dial(count: Annotated[int, typer.Option(min=2, help="Texts of each way.")] = 200,
               temperature: Annotated[float, typer.Option(min=0.01, max=2, help="How boldly they are written.")] = 0.8,
               ):  # fmt: skip
    """Compare the twist, which the rules do afterwards, with blending while the model writes. Takes some minutes."""
    from training.twist_dial import TITLES, compared

    console.print("| dial | way |", *(f"{title} |" for title in TITLES.values()), soft_wrap=True)
    console.print("|---:|---|" + "---:|" * len(TITLES), soft_wrap=True)
    for degree, way, figures in compared(count, temperature):
        cells = (f"{value:.0f} ± {error:.0f} |" if value > 10 else f"{value:.3f} ± {error:.3f} |"
                 for value, error in (figures[name] for name in TITLES))  # fmt: skip
        console.print(f"| {degree:g} | {way} |", *cells, soft_wrap=True, highlight=False)
