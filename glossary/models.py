"""What readers say of the pages."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.principal import Principal

STARS = range(1, 6)
LONGEST_PAGE = 300  # characters of an address
LONGEST_MESSAGE = 4_000


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings, and the verb that makes them."""

    def rate(self, principal: Principal, page: str, stars: int) -> Rating:
        """Set what this principal gives the page; a second time changes the first."""
        rating, _ = self.update_or_create(
            page=page, owner=principal.owner, defaults={"stars": stars, "purse": principal.purse}
        )
        return rating

    def means(self) -> dict[str, tuple[float, int]]:
        """By page: the mean of its stars and how many gave some."""
        rows = self.values("page").annotate(mean=models.Avg("stars"), count=models.Count("pk"))
        return {row["page"]: (row["mean"], row["count"]) for row in rows}


class Rating(models.Model):
    """One to five stars from one principal for one page."""

    page = models.CharField(max_length=LONGEST_PAGE, help_text="The page's address on this site.")
    owner = models.CharField(max_length=100, help_text="Who gave it: an account or a visitor's cookie.")
    purse = models.CharField(max_length=100, help_text="An account or the keyed hash of an address; limits go by it.")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(STARS[0]), MaxValueValidator(STARS[-1])])
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "owner"], name="rating_one_for_each_owner"),
            models.CheckConstraint(condition=models.Q(stars__range=(STARS[0], STARS[-1])), name="rating_stars"),
        ]
        indexes = [models.Index(fields=["purse", "changed"], name="rating_purse_changed")]

    def __str__(self) -> str:
        return f"{self.stars} stars for {self.page}"


class Report(models.Model):
    """A bug that somebody found, or something that somebody misses."""

    class Kind(models.TextChoices):
        """What it is."""

        BUG = "bug", "Something is wrong"
        FEATURE = "feature", "Something is missing"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BUG)
    page = models.CharField(max_length=LONGEST_PAGE, blank=True, help_text="The page that it is about.")
    message = models.TextField(max_length=LONGEST_MESSAGE)
    email = models.EmailField(blank=True, help_text="Where to answer, if the sender wants an answer.")
    owner = models.CharField(max_length=100)
    purse = models.CharField(max_length=100)
    proof = models.CharField(
        max_length=100, unique=True, null=True, blank=True, help_text="The proof of work that came with it, used once."
    )
    created = models.DateTimeField(auto_now_add=True)
    done = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="For ourselves.")

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["purse", "created"], name="report_purse_created")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.message[:60]}"
