"""What each column of the published tables means, in both languages; and the words that stand in them."""

from granska.review.parts import Text

INTEGERS = frozenset(
    (
        *("n", "x", "population", "percent", "percent_lower", "percent_upper"),
        *("asked", "not_applicable", "undocumented", "missing", "count"),
    )
)


def _text(en: str, sv: str) -> Text:
    return Text(en=en, sv=sv)


# Column: its title, its description.
FIELDS: dict[str, tuple[Text, Text]] = {
    "indicator": (
        _text("Question", "Fråga"),
        _text(
            "The question, by its key; 'cases' counts the cases. The unit is that of its medians.",
            "Frågan, med sin nyckel; 'cases' räknar ärendena. Enheten är den som medianerna har.",
        ),
    ),
    "level": (
        _text("Answer", "Svar"),
        _text(
            "The answer, by its key.",
            "Svaret, med sin nyckel.",
        ),
    ),
    "breakdown": (
        _text("Breakdown", "Uppdelning"),
        _text(
            "What the rows are split by, by its key: 'stratum', or 'all' for the whole, or another.",
            "Vad raderna är uppdelade efter, med sin nyckel: 'stratum', 'all' för helheten, eller en annan.",
        ),
    ),
    "group": (
        _text("Group", "Grupp"),
        _text(
            "The group of the breakdown or the name of the stratum; 'all' for the whole.",
            "Gruppen i uppdelningen eller stratumets namn; 'all' för helheten.",
        ),
    ),
    "versus": (
        _text("Compared with", "Jämförd med"),
        _text(
            "The group that is subtracted, or for differences by stratum the breakdown; for a change the earlier year "
            "or review; blank where none is.",
            "Gruppen som dras ifrån, eller för skillnader per stratum uppdelningen; för en förändring det tidigare "
            "året eller den tidigare granskningen; tomt där inget jämförs.",
        ),
    ),
    "period": (
        _text("Year", "År"),
        _text(
            "The year of a register; blank for a review of cases.", "Registrets år; tomt för en granskning av ärenden."
        ),
    ),
    "measure": (_text("Measure", "Mått"), _text("What the number is.", "Vad talet är.")),
    "method": (_text("Method", "Metod"), _text("How the number was made.", "Hur talet har räknats fram.")),
    "confidence": (
        _text("Confidence level", "Konfidensnivå"),
        _text(
            "The level of the interval or the limits, as a share.", "Nivån för intervallet eller gränserna, som andel."
        ),
    ),
    "estimate": (
        _text("Estimate", "Skattning"),
        _text(
            "A share or a difference of shares, where 1 is all; a median; a count; a coefficient. The unit stands with "
            "the measure, and that of a median with the question.",
            "En andel eller skillnad mellan andelar, där 1 är alla; en median; ett antal; en koefficient. Enheten står "
            "vid måttet, och en medians enhet vid frågan.",
        ),
    ),
    "lower": (
        _text("Lower limit", "Nedre gräns"),
        _text("In the unit of the estimate; blank where it is open.", "I skattningens enhet; tomt där den är öppen."),
    ),
    "upper": (
        _text("Upper limit", "Övre gräns"),
        _text("In the unit of the estimate; blank where it is open.", "I skattningens enhet; tomt där den är öppen."),
    ),
    "statistic": (_text("Test statistic", "Teststatistika"), _text("Of a test that has one.", "För test som har en.")),
    "p_value": (_text("p-value", "p-värde"), _text("Of a test, two-sided.", "För ett test, tvåsidigt.")),
    "p_adjusted": (
        _text("p-value, adjusted", "p-värde, justerat"),
        _text(
            "Adjusted for the number of tests in the family, by the method in review.yml.",
            "Justerat för antalet test i familjen, med metoden i review.yml.",
        ),
    ),
    "family": (
        _text("Family", "Familj"),
        _text("The tests whose p-values are adjusted together.", "De test vars p-värden justeras tillsammans."),
    ),
    "n": (_text("Denominator", "Nämnare"), _text("How many the number rests on.", "Hur många talet vilar på.")),
    "x": (
        _text("Numerator", "Täljare"),
        _text("How many of them gave the answer.", "Hur många av dem som gav svaret."),
    ),
    "population": (
        _text("Population", "Population"),
        _text(
            "How many cases there are in the period, read or not; in a register how many live there.",
            "Hur många ärenden som finns i perioden, lästa eller inte; i ett register hur många som bor där.",
        ),
    ),
    "reliability": (
        _text("Precision", "Precision"),
        _text(
            "A grade of the width of the interval; blank where nothing is shown.",
            "En gradering av intervallets bredd; tomt där inget visas.",
        ),
    ),
    "note": (
        _text("Note", "Anmärkning"),
        _text(
            "Why something is missing, or that an interval is open.",
            "Varför något saknas, eller att ett intervall är öppet.",
        ),
    ),
    "status": (
        _text("Status", "Status"),
        _text(
            "Whether the number is shown, and if not, why: then the number is blank.",
            "Om talet visas, och om inte, varför: då är talet tomt.",
        ),
    ),
    "percent": (
        _text("Whole per cent", "Hela procent"),
        _text(
            "A share or a difference as text and charts show it.",
            "En andel eller skillnad som text och diagram visar den.",
        ),
    ),
    "percent_lower": (
        _text("Lower limit, whole per cent", "Nedre gräns, hela procent"),
        _text("Rounded down.", "Avrundad nedåt."),
    ),
    "percent_upper": (
        _text("Upper limit, whole per cent", "Övre gräns, hela procent"),
        _text("Rounded up.", "Avrundad uppåt."),
    ),
    "asked": (
        _text("Asked", "Tillfrågade"),
        _text("How many the question could be put to.", "Hur många frågan kunde ställas om."),
    ),
    "not_applicable": (
        _text("Not applicable", "Ej aktuell"),
        _text("How many of them it does not apply to.", "Hur många av dem den inte gäller."),
    ),
    "undocumented": (
        _text("Not documented", "Framgår inte"),
        _text(
            "In how many the file does not say; the codebook says how that counts.",
            "I hur många det inte framgår; kodboken säger hur det räknas.",
        ),
    ),
    "missing": (_text("No answer", "Svar saknas"), _text("How many lack an answer.", "Hur många som saknar svar.")),
    "rule": (_text("Rule", "Regel"), _text("The rule of the cleaning.", "Rättningens regel.")),
    "count": (
        _text("Number of changes", "Antal ändringar"),
        _text("How many changes it made.", "Hur många ändringar den gjorde."),
    ),
}

# Column: each word that may stand in it, and what it means. A method is known by how its name begins.
WORDS: dict[str, dict[str, Text]] = {
    "status": {
        "ok": _text("shown", "visas"),
        "suppressed": _text("hidden to protect individuals; x in tables", "dolt för att skydda enskilda; x i tabeller"),
        "suppressed_complementary": _text(
            "hidden since it would give away what is hidden; x in tables",
            "dolt för att det skulle röja det som är dolt; x i tabeller",
        ),
        "not_applicable": _text(
            "there is nothing to compute it from; . in tables", "det finns inget att räkna på; . i tabeller"
        ),
        "too_few": _text("too few to say anything; .. in tables", "för få för att säga något; .. i tabeller"),
    },
    "reliability": {
        "": _text("nothing is graded", "inget graderas"),
        "good": _text(
            "half the interval is at most 10 percentage points", "halva intervallet är högst 10 procentenheter"
        ),
        "care": _text("at most 20 percentage points", "högst 20 procentenheter"),
        "weak": _text("more than 20 percentage points", "mer än 20 procentenheter"),
    },
    "measure": {
        "proportion": _text("share, weighted where the sample is", "andel, viktad där urvalet är det"),
        "sample_share": _text("share of the sample, unweighted", "andel av urvalet, oviktad"),
        "bounds": _text("what the share could be, had all answered", "vad andelen kunde vara om alla hade svarat"),
        "difference": _text(
            "difference of shares, the group minus the one compared with",
            "skillnad mellan andelar, gruppen minus den jämförda",
        ),
        "detectable_difference": _text(
            "shares that would be found to differ from the estimate",
            "andelar som skulle upptäckas skilja sig från skattningen",
        ),
        "funnel_limit": _text(
            "limits that chance keeps a stratum within", "gränser som slumpen håller ett stratum inom"
        ),
        "shrunken": _text("share drawn towards the whole", "andel som dragits mot helheten"),
        "finite_population": _text(
            "number of yes among all cases of the period", "antal ja bland alla ärenden i perioden"
        ),
        "test": _text("test of a difference", "test av en skillnad"),
        "homogeneity": _text("test of whether strata are alike", "test av om strata är lika"),
        "dispersion": _text(
            "variation between strata against that of chance, which is 1",
            "variation mellan strata mot slumpens, som är 1",
        ),
        "icc": _text("part of the variation that lies between strata", "del av variationen som ligger mellan strata"),
        "outside": _text("number of strata outside the limits of chance", "antal strata utanför slumpens gränser"),
        "outside_by_chance": _text(
            "number of strata that chance puts outside", "antal strata som slumpen placerar utanför"
        ),
        "median": _text("median, in the unit of the question", "median, i frågans enhet"),
        "count": _text("number", "antal"),
        "agreement": _text(
            "share of the cases that two read in which they gave the same answer",
            "andel av ärendena som två läst där de gav samma svar",
        ),
        "chance_corrected_agreement": _text(
            "agreement beyond chance: 1 is full, 0 what chance gives",
            "överensstämmelse utöver slumpen: 1 är full, 0 det som slumpen ger",
        ),
        "answers_apart": _text(
            "number of cases that two read and answered differently", "antal ärenden som två läst och svarat olika på"
        ),
        "rate": _text(
            "count per so many of the population, as review.yml says (register.rate_per)",
            "antal per så många i befolkningen som review.yml säger (register.rate_per)",
        ),
        "expected": _text("count that was to be expected", "antal som var att vänta"),
        "observed_expected": _text(
            "count divided by the count to be expected: 1 is as expected",
            "antal delat med det antal som var att vänta: 1 är som väntat",
        ),
        "expected_limit": _text(
            "limits of chance around 1 for the count divided by the expected",
            "slumpens gränser kring 1 för antalet delat med det väntade",
        ),
        "expected_dispersion": _text(
            "variation of strata around what is expected against that of chance, which is 1",
            "variation mellan strata kring det väntade mot slumpens, som är 1",
        ),
        "expected_test": _text(
            "test of whether strata stray farther from what is expected than chance takes them",
            "test av om strata avviker mer från det väntade än slumpen ger",
        ),
        "change": _text(
            "change of a share, the later minus the earlier", "förändring av en andel, den senare minus den tidigare"
        ),
        "trend": _text("change of a share in percentage points a year", "en andels förändring i procentenheter per år"),
        "rate_change": _text(
            "change of a rate in per cent of that of the earlier year",
            "förändring av ett tal per invånare, i procent av det tidigare årets",
        ),
        "rate_trend": _text(
            "change of a rate in per cent a year", "förändring av ett tal per invånare, i procent per år"
        ),
    },
    "method": {
        "anova": _text("analysis of variance", "variansanalys"),
        "armitage-mover": _text(
            "slope of Cochran and Armitage, MOVER interval", "Cochrans och Armitages lutning, MOVER-intervall"
        ),
        "beta-binomial": _text("beta-binomial shrinkage", "betabinomial utjämning"),
        "binomial": _text("binomial limits, level after the name", "binomialgränser, nivån efter namnet"),
        "boschloo": _text(
            "Boschloo's test; for a detectable difference: from which share, and whether alone or in its family",
            "Boschloos test; för möjliga skillnader: från vilken andel, och ensam eller i familjen",
        ),
        "breslow-day": _text("test of Breslow and Day", "Breslows och Days test"),
        "chi2": _text("chi-square test; of counts where poisson is named", "chitvåtest; för antal där poisson nämns"),
        "cochran-armitage": _text("trend test of Cochran and Armitage", "Cochrans och Armitages trendtest"),
        "cochran-mantel-haenszel": _text(
            "test of Cochran, Mantel and Haenszel; mid-p where so named",
            "Cochrans, Mantels och Haenszels test; mid-p där det står så",
        ),
        "cohen-kappa": _text("Cohen's kappa", "Cohens kappa"),
        "conger-kappa": _text("Conger's kappa, for more than two readers", "Congers kappa, för fler än två läsare"),
        "counted": _text("counted", "räknat"),
        "domain-mover": _text("weighted difference, MOVER interval", "viktad skillnad, MOVER-intervall"),
        "domain-wilson": _text(
            "weighted share of a group, Wilson's interval", "viktad andel av en grupp, Wilsons intervall"
        ),
        "exact": _text("exact test", "exakt test"),
        "gwet-ac1": _text("Gwet's AC1", "Gwets AC1"),
        "exact-poisson": _text(
            "Garwood's exact interval for a count; with mover also for the expected number being estimated",
            "Garwoods exakta intervall för ett antal; med mover även för att det väntade antalet är skattat",
        ),
        "given": _text("given with the data", "angivet i underlaget"),
        "indirect": _text("indirect standardisation", "indirekt standardisering"),
        "negative-binomial-regression": _text(
            "negative-binomial regression on the social index, without the area itself",
            "negativ binomialregression på socialt index, utan området självt",
        ),
        "poisson": _text(
            "exact Poisson limits, level after the name; widened where areas vary more than chance gives",
            "exakta poissongränser, nivån efter namnet; vidgade (widened) där områden varierar mer än slumpen ger",
        ),
        "poisson-regression": _text(
            "Poisson regression on the social index, without the area itself",
            "poissonregression på socialt index, utan området självt",
        ),
        "winsorised-root": _text(
            "winsorised overdispersion on the square root scale", "winsoriserad överspridning på rotskala"
        ),
        "hypergeometric-exact": _text("exact hypergeometric limits", "exakta hypergeometriska gränser"),
        "mantel-haenszel": _text(
            "Mantel and Haenszel's difference, score interval", "Mantels och Haenszels skillnad, scoreintervall"
        ),
        "monte-carlo": _text("simulated test, seeded", "simulerat test, med frö"),
        "n-1-chi2": _text("chi-square test with N − 1", "chitvåtest med N − 1"),
        "newcombe": _text(
            "Newcombe's interval; Bonferroni where so named", "Newcombes intervall; Bonferroni där det står så"
        ),
        "normal": _text(
            "normal approximation: from which share, and whether alone or in its family",
            "normalapproximation: från vilken andel, och ensam eller i familjen",
        ),
        "not-shown": _text("not shown", "visas inte"),
        "order-statistics": _text("interval by order statistics", "intervall av ordningsstatistikor"),
        "pairwise": _text("pairs of readers, averaged over the cases", "par av läsare, i medeltal över ärendena"),
        "plain": _text("counted share", "räknad andel"),
        "poisson-exact": _text(
            "exact for two Poisson counts; Bonferroni where so named",
            "exakt för två Poissonfördelade antal; Bonferroni där det står så",
        ),
        "poisson-profile": _text("Poisson regression, profile likelihood", "Poissonregression, profilsannolikhet"),
        "poisson-trend": _text("score test of Poisson regression", "scoretest i Poissonregression"),
        "stratified-wilson": _text(
            "weighted share, Wilson's interval on the effective size",
            "viktad andel, Wilsons intervall på den effektiva storleken",
        ),
        "stratified-wilson-widest": _text(
            "weighted share, the widest Wilson's interval that agrees with what is shown",
            "viktad andel, det vidaste Wilsonintervall som stämmer med det som visas",
        ),
        "wilson": _text("Wilson's interval", "Wilsons intervall"),
        "winsorised-arcsine": _text(
            "winsorised overdispersion on the arcsine scale", "winsoriserad överspridning på arcsinusskala"
        ),
        "woodruff": _text("Woodruff's interval", "Woodruffs intervall"),
        "worst-and-best-case": _text("all without an answer as no, and as yes", "alla utan svar som nej, och som ja"),
    },
}
